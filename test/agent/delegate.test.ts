import { secp256k1 } from "@noble/curves/secp256k1.js";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { addressOf, personalDigest } from "../../schema/wire/ethereum-signature.ts";
import { runMain } from "./support/run-main.ts";
import { START, temporaryFolder } from "./support/test-agent.ts";

const KEY = new Uint8Array(32).fill(7);
const ADDRESS = addressOf(secp256k1.getPublicKey(KEY, false));
const URL_ = "https://sla.example.org";

const sign = (text: string): string => {
  const bytes = secp256k1.sign(personalDigest(text), KEY, { prehash: false, format: "recovered" });
  return `0x${Buffer.from(bytes.subarray(1)).toString("hex")}${(27 + (bytes[0] ?? 0)).toString(16)}`;
};

/** An agent for an orchestrator and a node, and the text that it wants signed. */
async function delegated(orchestrator: string, node: string | null, ...flags: readonly string[]) {
  const store = temporaryFolder();
  const who = ["--store", store, "--role", "orchestrator", "--orchestrator", orchestrator];
  await runMain(["identity", ...who, ...(node === null ? [] : ["--node", node])]);
  const args = ["delegate", "--store", store, "--public-url", URL_, ...flags];
  const { exit, out } = await runMain(args, { now: () => START });
  expect(exit).toBe(0);
  return { store, text: out };
}

const checking = (given: string, store: string, nowMs = START, ...flags: readonly string[]) =>
  runMain(["delegate", "--check", "-", "--store", store, ...flags], {
    typed: [given],
    now: () => nowMs,
  });

const OTHER = `0x${"1".repeat(40)}`;

it.each([
  ["the orchestrator", ADDRESS, OTHER, 3],
  ["the node", OTHER, ADDRESS, 2],
] as const)("says at which level what %s signed counts", async (_, orchestrator, node, trust) => {
  const { text, store } = await delegated(
    orchestrator,
    node,
    "--service-uri",
    "https://o.example:8935",
  );
  expect(text).toMatch(/^Livepeer SLA agent delegation v1\norchestrator: 0x/);
  expect(text).toContain(
    "service_uri: https://o.example:8935\nagent_url: https://sla.example.org\n",
  );
  const asJson = JSON.stringify({ text, signature: sign(text) });
  const { exit, out } = await checking(asJson, store, START, "--json");
  expect([exit, JSON.parse(out)]).toMatchObject([0, { counts: true, trust, signer: ADDRESS }]);
  const asLines = await checking(`${text}\n\n${sign(text)}\n`, store);
  expect(asLines).toMatchObject({ exit: 0, out: expect.stringContaining(`trust ${trust}: `) });
});

it("does not count what somebody else signed, what is over, or what is for another chain", async () => {
  const { text, store } = await delegated(OTHER, null, "--days", "1");
  const signed = `${text}\n${sign(text)}`;
  const stranger = await checking(signed, store);
  expect(stranger).toMatchObject({ exit: 1, out: expect.stringContaining(`neither ${OTHER}`) });
  const late = await checking(signed, store, START + 86_400_000);
  expect(late).toMatchObject({ exit: 1, out: expect.stringContaining("(expired)") });
  const elsewhere = await checking(signed, store, START, "--chain-id", "1");
  expect(elsewhere).toMatchObject({ exit: 1, out: expect.stringContaining("(wrong_chain)") });
  const ping = await checking(`${"x".repeat(32)}\n${sign("x".repeat(32))}`, store);
  expect(ping).toMatchObject({ exit: 1, out: expect.stringContaining("(32_bytes)") });
});

it.each([
  ["nothing", ""],
  ["a text alone", "Livepeer SLA agent delegation v1"],
  ["broken JSON", "{"],
])("ends with 2 for %s", async (_, given) => {
  const file = join(temporaryFolder(), "signed");
  writeFileSync(file, given);
  const { exit, err } = await runMain(["delegate", "--check", file]);
  expect([exit, err]).toEqual([2, expect.stringContaining(`${file} is neither`)]);
});

it("asks for what it needs: a store, an orchestrator, a URL, at most 90 days", async () => {
  const store = temporaryFolder();
  const err = async (...args: readonly string[]) =>
    (await runMain(["delegate", "--store", store, ...args])).err;
  expect(await err()).toContain("there is no agent in");
  await runMain(["identity", "--store", store, "--role", "gateway"]);
  expect(await err("--public-url", URL_)).toContain("set the orchestrator first");
  expect(await err("--days", "91")).toContain("expected 1 to 90");
});
