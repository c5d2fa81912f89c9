import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { TargetInput } from "../../schema/wire/target.ts";
import { ORCHESTRATOR, personalSign } from "../support/wallets.ts";
import { runMain } from "./support/run-main.ts";
import { START, temporaryFolder } from "./support/test-agent.ts";

const ADDRESS = ORCHESTRATOR.address;
const URL_ = "https://sla.example.org";

const sign = (text: string): string => personalSign(text, ORCHESTRATOR);

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

const entryOf = async (store: string, nowMs = START, ...flags: readonly string[]) => {
  const args = ["identity", "--entry", "--store", store, "--public-url", URL_, ...flags];
  const { exit, out, err } = await runMain(args, { now: () => nowMs });
  expect(exit).toBe(0);
  return { entry: TargetInput.parse(JSON.parse(out)), err };
};

it("keeps a delegation that counts, and prints the registry entry with it while it holds", async () => {
  const { store, text } = await delegated(ADDRESS, OTHER);
  expect((await entryOf(store)).entry).not.toHaveProperty("delegation");
  const signed = { text, signature: sign(text) };
  const { out } = await checking(JSON.stringify(signed), store);
  const kept = join(store, "delegation.json");
  expect(out).toContain(`kept in ${kept}`);
  expect(JSON.parse(readFileSync(kept, "utf8"))).toEqual(signed);
  const service = ["--service-uri", "https://Orch.example.org:8935/"];
  const { entry, err } = await entryOf(store, START, ...service);
  expect(entry).toMatchObject({
    url: URL_,
    orchestrator: ADDRESS,
    node: OTHER,
    service_uri: "https://orch.example.org:8935",
    service_host: "orch.example.org",
    delegation: signed,
  });
  expect(err).toBe("");
  const late = await entryOf(store, START + 90 * 86_400_000, "--service-host", "orch.example.org");
  expect(late.entry).not.toHaveProperty("delegation");
  expect(late.entry).toMatchObject({ service_host: "orch.example.org" });
  expect(late.err).toContain("the delegation is left out: expired at");
});

it("takes the delegation from the file that is set, and refuses one that is none", async () => {
  const { store, text } = await delegated(ADDRESS, null);
  const file = join(temporaryFolder(), "signed.txt");
  writeFileSync(file, `${text}\n${sign(text)}`);
  const { entry } = await entryOf(store, START, "--delegation-file", file);
  expect(entry.delegation).toEqual({ text, signature: sign(text) });
  writeFileSync(file, "nothing");
  const args = ["identity", "--entry", "--store", store, "--public-url", URL_];
  const { exit, err } = await runMain([...args, "--delegation-file", file]);
  expect([exit, err]).toEqual([2, expect.stringContaining(`${file} is neither`)]);
});

it("keeps no delegation that does not count here: of another agent, of a stranger, or of a test chain", async () => {
  const mine = await delegated(ADDRESS, null);
  const other = await delegated(ADDRESS, null);
  const onTest = await delegated(ADDRESS, null, "--chain-id", "421614");
  const strangers = await delegated(OTHER, null);
  const check = ({ text }: { text: string }, store: string, ...flags: readonly string[]) =>
    checking(`${text}\n${sign(text)}`, store, START, ...flags);
  expect((await check(other, mine.store)).exit).toBe(0);
  expect((await check(strangers, strangers.store)).exit).toBe(1);
  expect((await check(onTest, onTest.store, "--chain-id", "421614")).exit).toBe(0);
  for (const { store } of [mine, strangers, onTest])
    expect(existsSync(join(store, "delegation.json"))).toBe(false);
});

it("asks for the URL before it prints a registry entry", async () => {
  const { store } = await delegated(ADDRESS, null);
  const { exit, err } = await runMain(["identity", "--entry", "--store", store]);
  expect([exit, err]).toEqual([2, expect.stringContaining("set public_url first")]);
});
