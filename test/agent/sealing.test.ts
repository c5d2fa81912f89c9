import { expect, it } from "vitest";
import { canonicalBytes, digestOf } from "../../schema/wire/canonical.ts";
import { verifyAll } from "../../schema/sla/chain.ts";
import { isSignedByItsAgent } from "../../schema/wire/signature.ts";
import {
  asking,
  MINUTE,
  payment,
  recipient,
  servedBy,
  START,
  testAgent,
  ticketsIn,
} from "./support/test-agent.ts";

const windowsOf = ({ agent }: ReturnType<typeof testAgent>) => servedBy(asking(agent()));

it("seals a quiet minute in at most 1 KB", async () => {
  const test = testAgent({
    role: "orchestrator",
    orchestrator: recipient(1) as never,
    node: recipient(2) as never,
    region: "us-east-1" as never,
  });
  test.agent().seal();
  test.live(3);
  const [, quiet] = await windowsOf(test);
  expect(canonicalBytes(quiet).length).toBeLessThanOrEqual(1024);
});

it("chains signed windows by the digest of the one before", async () => {
  const test = testAgent();
  test.agent().accept([payment(1, START + 5)]);
  test.live(4);
  const windows = await windowsOf(test);
  expect(windows.map(({ window }) => window.seq)).toEqual([0, 1, 2]);
  expect(windows[0]?.window.prev).toBeNull();
  expect(windows[1]?.window.prev).toBe(await digestOf(windows[0]));
  expect(windows[2]?.window.prev).toBe(await digestOf(windows[1]));
  for (const window of windows) expect(await isSignedByItsAgent(window)).toBe(true);
});

it("holds an observation in its own minute, and waits for the grace", async () => {
  const test = testAgent();
  test.agent().accept([payment(1, START + MINUTE - 1), payment(2, START + MINUTE)]);
  test.clock.ms = START + MINUTE + 2_999;
  expect(test.agent().seal()).toBe(0);
  test.clock.ms = START + MINUTE + 3_000;
  expect(test.agent().seal()).toBe(1);
  test.live(1);
  const windows = await windowsOf(test);
  expect(
    windows.map(({ window }) => window.payments.map(({ orchestrator }) => orchestrator)),
  ).toEqual([[recipient(1)], [recipient(2)]]);
});

it("puts what comes after its minute was sealed into the open one, and counts it late", async () => {
  const test = testAgent();
  test.agent().seal();
  test.clock.ms = START + 2 * MINUTE + 10_000;
  test.agent().seal();
  expect(test.agent().accept([payment(1, START + 1)])).toMatchObject({ accepted: 1, late: 1 });
  test.live(1);
  const windows = await windowsOf(test);
  expect(windows.map(({ window }) => window.late)).toEqual([0, 0, 1]);
  expect(ticketsIn(windows.slice(2)).get(recipient(1))).toBe(1);
});

it("takes an id once, before and after its window was sealed", async () => {
  const test = testAgent();
  const twice = [payment(1, START), payment(1, START)];
  expect(test.agent().accept(twice)).toMatchObject({ accepted: 1, duplicate: 1 });
  test.live(2);
  expect(test.agent().accept([payment(1, START)])).toMatchObject({
    accepted: 0,
    duplicate: 1,
    late: 0,
  });
  test.live(2);
  expect(ticketsIn(await windowsOf(test))).toEqual(new Map([[recipient(1), 1]]));
});

it("refuses what is more than five minutes ahead, says why, and counts it in the window", async () => {
  const test = testAgent();
  const ahead = test
    .agent()
    .accept([payment(1, START + 5 * MINUTE), payment(2, START + 5 * MINUTE + 1)]);
  expect(ahead).toMatchObject({
    accepted: 1,
    rejected: 1,
    refusals: [{ index: 1, id: "payment-2" }],
  });
  test.live(2);
  expect((await windowsOf(test)).map(({ window }) => window.dropped)).toEqual([1]);
});

it("refuses a raw id, which would leave the host in a window", async () => {
  const test = testAgent();
  const raw = test
    .agent()
    .accept([payment(1, START, { request: "01234567" }), payment(2, START, { session: "abc" })]);
  expect(raw).toMatchObject({ accepted: 0, rejected: 2 });
});

it("continues its epoch after a restart, and makes no window of minutes in which it did not run", async () => {
  const test = testAgent();
  test.agent().accept([payment(1, START)]);
  test.live(1);
  test.clock.ms += 10 * MINUTE;
  test.restart().seal();
  test.live(3);
  const windows = await windowsOf(test);
  expect(windows.map(({ window }) => (window.start - START) / MINUTE)).toEqual([0, 11, 12]);
  expect(new Set(windows.map(({ window }) => window.epoch)).size).toBe(1);
  expect(ticketsIn(windows).get(recipient(1))).toBe(1);
  expect(await verifyAll(windows, test.agent().identity().agent)).toBeNull();
});

it("goes on within one minute as if it had not been restarted", async () => {
  const test = testAgent();
  test.agent().accept([payment(1, START)]);
  test.restart().accept([payment(2, START + 1)]);
  test.restart();
  test.live(2);
  const windows = await windowsOf(test);
  expect(windows.map(({ window }) => (window.start - START) / MINUTE)).toEqual([0]);
  expect(ticketsIn(windows).size).toBe(2);
});

it("keeps what was accepted for a minute ahead of a crash", async () => {
  const test = testAgent();
  test.agent().accept([payment(1, START), payment(2, START + MINUTE)]);
  test.clock.ms = START + 2 * MINUTE + 1_000;
  test.restart().seal();
  test.live(3);
  expect(ticketsIn(await windowsOf(test)).size).toBe(2);
});

it("seals no minute again when the clock goes back", async () => {
  const test = testAgent();
  test.agent().seal();
  test.live(3);
  test.clock.ms = START;
  test.restart().accept([payment(1, START)]);
  test.live(6);
  const starts = (await windowsOf(test)).map(({ window }) => window.start);
  expect(starts).toEqual([...new Set(starts)].toSorted((a, b) => a - b));
  expect(starts.length).toBeGreaterThan(3);
});

it("forgets windows seven days after they were sealed, and says that they are gone", async () => {
  const test = testAgent();
  test.agent().seal();
  test.live(2);
  const [first] = await windowsOf(test);
  test.clock.ms += 7 * 86_400_000;
  test.restart().seal();
  test.live(3);
  const kept = await windowsOf(test);
  expect(kept.map(({ window }) => window.seq)).not.toContain(0);
  expect((await asking(test.agent())(`/v1/windows/${first?.window.epoch}/0`)).status).toBe(410);
});

it("refuses a store of the other role, and a new one without a role", () => {
  const test = testAgent();
  expect(() => testAgent({ role: "orchestrator" }, test.store)).toThrow(
    "belongs to the agent of a gateway",
  );
  expect(() => testAgent({ role: undefined } as never)).toThrow("needs a role");
});
