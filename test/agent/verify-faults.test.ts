import { expect, it } from "vitest";
import { checkWindows } from "../../agent/src/verify/check-windows.ts";
import { windowDigest } from "../../schema/sla/chain.ts";
import { Signature } from "../../schema/wire/identifier.ts";
import type { SignedWindow } from "../../schema/wire/window.ts";
import { signedChain, signedWindow, testAgent } from "../support/windows.ts";
import { publishedFrom, verify } from "./support/published-hour.ts";
import { START } from "./support/test-agent.ts";

// What one agent signs must not make an hour of all others fail: it is said, with its name, and the hour holds.

const agent = await testAgent();
const a = await signedChain(agent, 4, { start: START, role: "gateway" });
const b = await signedChain(agent, 4, { start: START, role: "gateway", late: 1 });
const [a0, a1, a2, a3] = a as [SignedWindow, SignedWindow, SignedWindow, SignedWindow];
const [b0, b1, b2, b3] = b as [SignedWindow, SignedWindow, SignedWindow, SignedWindow];
const served = (...turns: SignedWindow[][]) => publishedFrom(agent.key, turns);
const [expected, found] = [await windowDigest(a1), await windowDigest(b1)];

it("holds where an agent's windows part between two turns, and names the agent, the window and both digests in a line", async () => {
  const given = await served([a0, a1], [b2, b3]);
  const { exit, said } = await verify(given);
  const [fault, verdict, ...rest] = said.split("\n");
  expect([exit, rest]).toEqual([0, []]);
  expect(fault).toBe(
    `fault of ${agent.key}: window e0000000/2 is forked: expected ${expected}, found ${found}`,
  );
  expect(verdict).toMatch(/^holds: .* with 4 signed windows/);
});

it("says it to programs apart from what does not hold", async () => {
  const { exit, said } = await verify(await served([a0, a1], [b2, b3]), "--json");
  const fault = { agent: agent.key, epoch: "e0000000", seq: 2, fault: "forked", expected, found };
  expect([exit, JSON.parse(said)]).toEqual([
    0,
    expect.objectContaining({ holds: true, findings: [], faults: [fault] }),
  ]);
});

it("does not hold where windows of one object part: a scraper that accepts them is to blame", async () => {
  const { exit, said } = await verify(await served([a0, a1, b2, b3]));
  expect(exit).toBe(1);
  expect(said).toContain(
    `window e0000000/2 of ${agent.key}\n  expected signed and chained\n  found    chain_broken`,
  );
  expect(said).not.toContain("fault of");
});

it("does not hold where a number is another, whatever an agent signed besides", async () => {
  const given = await served([a0, a1], [b2, b3]);
  const { exit, said } = await verify({ ...given, hour: { ...given.hour, windows: 5 } });
  expect(exit).toBe(1);
  expect(said).toContain("is forked");
});

it("finds the same forks in any order and however often objects are there, and none where both stories are", async () => {
  const checked = async (...turns: SignedWindow[][]) => {
    const raws = (await served(...turns)).objects.map(({ raw }) => raw);
    const [once, often] = [
      await checkWindows(raws),
      await checkWindows([...raws, ...raws].reverse()),
    ];
    expect(often.faults).toEqual(once.faults);
    return once.faults.map(({ seq }) => seq);
  };
  expect(await checked([a0, a1], [b2], [b3, b2], [a2, a3])).toEqual([2]);
  expect(await checked([a0, a1], [a3], [a2], [b0, b1], [b2, b3])).toEqual([]);
});

it("holds for a window without a signature of its own that a signed one names: its agent made it so", async () => {
  const unsigned = { ...a0, signature: Signature.parse("A".repeat(86)) };
  const prev = await windowDigest(unsigned);
  const naming = await signedWindow(agent, { ...a1.window, prev });
  const { exit, said } = await verify(await served([unsigned, naming]));
  expect([exit, said]).toEqual([0, expect.stringContaining("window e0000000/0 is unsigned")]);
  const alone = await verify(await served([unsigned]));
  expect([alone.exit, alone.said]).toEqual([1, expect.stringContaining("found    bad_signature")]);
});
