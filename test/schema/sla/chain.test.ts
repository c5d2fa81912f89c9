import { expect, it } from "vitest";
import { checkPage, verifyAll, windowDigest } from "../../../schema/sla/chain.ts";
import { Sha256, Signature } from "../../../schema/wire/identifier.ts";
import type { SignedWindow } from "../../../schema/wire/window.ts";
import { type TestAgent, signedChain, signedWindow, testAgent } from "../../support/windows.ts";

const agent = await testAgent();
const chain = await signedChain(agent, 4);
const [w0, w1, w2, w3] = chain as [SignedWindow, SignedWindow, SignedWindow, SignedWindow];
const FORGED = Signature.parse("A".repeat(86));

const page = (windows: SignedWindow[], of: TestAgent = agent) => checkPage(windows, of.key);
const lateness = ({ window, signature }: SignedWindow): SignedWindow => ({
  window: { ...window, late: window.late + 1 },
  signature,
});

it("believes a chain, whole or from the middle, in any order", async () => {
  expect(await page(chain)).toBeNull();
  expect(await page([w2, w3])).toBeNull();
  expect(await page([w3, w0, w2, w1])).toBeNull();
  expect(await page([])).toBeNull();
});

it("believes the runs around a gap, each by its own newest signature", async () => {
  expect(await page([w0, w2, w3])).toBeNull();
  const unsigned = { ...w0, signature: FORGED };
  expect(await page([unsigned, w2, w3])).toEqual({ fault: "bad_signature", at: "e0000000/0" });
});

it("keeps epochs apart", async () => {
  const imported = await signedChain(agent, 2, { epoch: "import00" });
  expect(await page([w0, ...imported, w1])).toBeNull();
});

it("refuses a forged newest window, and a changed one below it", async () => {
  expect(await page([w0, { ...w1, signature: FORGED }])).toEqual({
    fault: "bad_signature",
    at: "e0000000/1",
  });
  expect(await page([w0, lateness(w1)])).toEqual({ fault: "bad_signature", at: "e0000000/1" });
  expect(await page([lateness(w0), w1])).toEqual({ fault: "chain_broken", at: "e0000000/1" });
});

it("refuses another agent's window, however well signed", async () => {
  const other = await testAgent();
  const theirs = await signedWindow(other, { seq: 4, prev: null });
  expect(await page([...chain, theirs])).toMatchObject({ fault: "bad_signature" });
  expect(await page(chain, other)).toMatchObject({ fault: "bad_signature" });
});

it("refuses a chain that is signed throughout and not connected", async () => {
  const prev = Sha256.parse("0".repeat(64));
  const loose = await signedWindow(agent, { seq: 1, prev });
  expect(await page([w0, loose])).toEqual({ fault: "chain_broken", at: "e0000000/1" });
  expect(await page([await signedWindow(agent, { seq: 0, prev })])).toMatchObject({
    fault: "chain_broken",
  });
  expect(await page([await signedWindow(agent, { seq: 7, prev: null })])).toMatchObject({
    fault: "chain_broken",
  });
});

it("follows the chain across pages", async () => {
  expect(await checkPage([w2, w3], agent.key, [w0, w1])).toBeNull();
  const fork = await signedWindow(agent, { seq: 2, prev: Sha256.parse("0".repeat(64)) });
  expect(await checkPage([fork], agent.key, [w0, w1])).toEqual({
    fault: "chain_broken",
    at: "e0000000/2",
  });
});

it("refuses the older page of a chain whose newer one goes on from another", async () => {
  const fork = await signedWindow(agent, { seq: 2, prev: Sha256.parse("0".repeat(64)) });
  expect(await checkPage([w0, w1], agent.key, [fork])).toEqual({
    fault: "chain_broken",
    at: "e0000000/2",
  });
  expect(await checkPage([w0, w1], agent.key, [w2])).toBeNull();
});

it("holds the first window of each run to what is known of the one before it, by the first digits of its digest", async () => {
  const digits = async (signed: SignedWindow) => (await windowDigest(signed)).slice(0, 16);
  const other = "0".repeat(16);
  const below =
    (known: Record<number, readonly string[]>) =>
    ({ window: { seq } }: SignedWindow) =>
      known[seq] ?? [];
  const right = below({ 1: [await digits(w0)], 3: [other, await digits(w2)] });
  expect(await checkPage([w1, w3], agent.key, [], right)).toBeNull();
  expect(await checkPage([w1, w3], agent.key, [], below({ 3: [other] }))).toEqual({
    fault: "chain_broken",
    at: "e0000000/3",
  });
  // What is there itself tells more than what is known of it.
  expect(await checkPage([w2, w3], agent.key, [], below({ 3: [other] }))).toBeNull();
  expect(await checkPage([w2], agent.key, [w1], below({ 2: [other] }))).toBeNull();
});

it("believes both of two signed windows under one key, and neither of two when one is forged", async () => {
  const other = await signedWindow(agent, { seq: 0, late: 9 });
  expect(await page([w0, other, w1])).toBeNull();
  expect(await page([w0, { ...other, signature: FORGED }, w1])).toMatchObject({
    fault: "bad_signature",
  });
});

it("checks the newest signature of a run, or every one", async () => {
  const unsigned = { ...w0, signature: FORGED };
  const { digestOf } = await import("../../../schema/wire/canonical.ts");
  const named = await signedWindow(agent, { seq: 1, prev: await digestOf(unsigned) });
  expect(await page([unsigned, named])).toBeNull();
  expect(await verifyAll([unsigned, named], agent.key)).toEqual({
    fault: "bad_signature",
    at: "e0000000/0",
  });
  expect(await verifyAll(chain, agent.key)).toBeNull();
});

it("refuses text that is no Unicode: it has no canonical form to be signed", async () => {
  const ill = { ...w1, window: { ...w1.window, collectors: [collector("\ud800")] } };
  expect(await page([w0, ill])).toMatchObject({ fault: "bad_signature", at: "e0000000/1" });
  expect(await page([ill, w2])).toMatchObject({ at: expect.stringContaining("e0000000/") });
  expect(await verifyAll([w0, ill], agent.key)).toMatchObject({ fault: "bad_signature" });
});

it("takes one spelling of a signature, so that whoever carries a window cannot make another of it", async () => {
  const last = w3.signature.slice(-1);
  const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const next = ALPHABET[ALPHABET.indexOf(last) + 1] ?? "";
  const respelled = { ...w3, signature: Signature.parse(w3.signature.slice(0, -1) + next) };
  expect(await page([w3])).toBeNull();
  expect(await page([respelled])).toEqual({ fault: "bad_signature", at: "e0000000/3" });
  expect(await verifyAll([respelled], agent.key)).toMatchObject({ fault: "bad_signature" });
});

const collector = (reason: string) => ({ name: "events" as const, status: "ok" as const, reason });
