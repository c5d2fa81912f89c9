import { expect, it } from "vitest";
import { verifyAll } from "../../schema/sla/chain.ts";
import {
  asking,
  MINUTE,
  payment,
  servedBy,
  START,
  testAgent,
  ticketsIn,
} from "./support/test-agent.ts";

const DAY = 86_400_000;
const PAST = START - 30 * DAY;

it("makes an epoch of its own, a window for every minute from the first to the last", async () => {
  const test = testAgent();
  test.agent().accept([payment(9, START)]);
  const imported = await test
    .agent()
    .importObservations([payment(2, PAST + 3 * MINUTE), payment(1, PAST + 1)]);
  expect(imported).toMatchObject({ accepted: 2, duplicate: 0, rejected: 0, windows: 4 });
  test.live(2);
  const windows = await servedBy(asking(test.agent()));
  const epochs = Map.groupBy(windows, ({ window }) => window.epoch);
  expect(windows.map(({ window }) => window.start)).toEqual([
    PAST,
    PAST + MINUTE,
    PAST + 2 * MINUTE,
    PAST + 3 * MINUTE,
    START,
  ]);
  expect([...epochs.values()].map((each) => each.map(({ window }) => window.seq))).toEqual([
    [0, 1, 2, 3],
    [0],
  ]);
  expect(await verifyAll(windows, test.agent().identity().agent)).toBeNull();
});

it("brings nothing new the second time, and only what is new of more", async () => {
  const test = testAgent();
  const first = [payment(1, PAST), payment(2, PAST + 1)];
  await test.agent().importObservations(first);
  expect(await test.agent().importObservations(first)).toEqual({
    accepted: 0,
    duplicate: 2,
    rejected: 0,
    windows: 0,
    epoch: null,
  });
  expect(
    await test.agent().importObservations([...first, payment(3, PAST + MINUTE)]),
  ).toMatchObject({
    accepted: 1,
    duplicate: 2,
    windows: 1,
  });
  const tickets = ticketsIn(await servedBy(asking(test.agent())));
  expect([...tickets.values()]).toEqual([1, 1, 1]);
});

it("knows what was accepted live", async () => {
  const test = testAgent();
  test.agent().accept([payment(1, START)]);
  expect(await test.agent().importObservations([payment(1, START)])).toMatchObject({
    accepted: 0,
    duplicate: 1,
  });
});

it("seals nothing of an import that spans more than 31 days", async () => {
  const test = testAgent();
  const wide = [payment(1, START - 31 * DAY), payment(2, START)];
  await expect(test.agent().importObservations(wide)).rejects.toThrow("at most 31 days");
  expect(await servedBy(asking(test.agent()))).toEqual([]);
  expect(await test.agent().importObservations(wide.slice(1))).toMatchObject({
    accepted: 1,
    duplicate: 0,
  });
});

it("seals nothing when its source fails", async () => {
  const test = testAgent();
  async function* failing() {
    yield payment(1, PAST);
    throw new Error("the file ended early");
  }
  await expect(test.agent().importObservations(failing())).rejects.toThrow("ended early");
  expect(await servedBy(asking(test.agent()))).toEqual([]);
});

it("does not begin a live run: no window of this minute", async () => {
  const test = testAgent();
  await test.agent().importObservations([payment(1, PAST)]);
  test.clock.ms += 5 * MINUTE;
  test.restart().seal();
  const starts = (await servedBy(asking(test.agent()))).map(({ window }) => window.start);
  expect(starts).toEqual([PAST]);
});
