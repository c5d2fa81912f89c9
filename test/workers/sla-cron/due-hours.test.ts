import { expect, it } from "vitest";
import { hourOf } from "../../../schema/sla/hour.ts";
import { Sha256 } from "../../../schema/wire/identifier.ts";
import { dueHours } from "../../../workers/sla-cron/due-hours.ts";
import { REST_MS_PER_ROLLUP } from "../../../workers/sla-cron/rest.ts";
import type { HourVersion } from "../../../workers/store/hour-versions.ts";

const START = Date.UTC(2026, 0, 9, 13);
const HOUR = hourOf(START);
const NEXT = hourOf(START + 3_600_000);
const none = Sha256.parse("0".repeat(64));

const version = (override: Partial<HourVersion> = {}): HourVersion => ({
  hour: HOUR,
  version: 1,
  state: "open",
  digest: none,
  inputsDigest: none,
  jobs: 0,
  openJobs: 0,
  publishedAt: 0,
  ledgerVersion: 5,
  policy: null,
  rollups: null,
  ...override,
});
const due = (
  ledger: [typeof HOUR, number][],
  latest: HourVersion[],
  afterStart: number,
  restMsPerRollup = 0,
) =>
  dueHours(new Map(ledger), latest, START + afterStart, restMsPerRollup).map(
    ({ hour, state, closes }) => [hour, state, closes],
  );

it("asks for an hour whose ledger is ahead of its version, and for no other", () => {
  expect(due([[HOUR, 5]], [version()], 1)).toEqual([]);
  expect(due([[HOUR, 6]], [version()], 1)).toEqual([[HOUR, "open", false]]);
  expect(due([[HOUR, 6]], [], 1)).toEqual([[HOUR, "open", false]]);
});

it("closes an hour at its end, and not before", () => {
  expect(due([[HOUR, 5]], [version()], 3_599_999)).toEqual([]);
  expect(due([[HOUR, 5]], [version()], 3_600_000)).toEqual([[HOUR, "closed", true]]);
  expect(due([[HOUR, 5]], [version({ state: "closed" })], 9_999_999)).toEqual([]);
});

it("asks for an hour again when the hour before it grows, and for none that has not begun", () => {
  const closed = [
    version({ state: "closed", ledgerVersion: 5 }),
    version({ hour: NEXT, ledgerVersion: 9 }),
  ];
  expect(
    due(
      [
        [HOUR, 5],
        [NEXT, 4],
      ],
      closed,
      3_600_001,
    ),
  ).toEqual([]);
  expect(
    due(
      [
        [HOUR, 7],
        [NEXT, 4],
      ],
      closed,
      3_600_001,
    ),
  ).toEqual([
    [HOUR, "closed", false],
    [NEXT, "open", false],
  ]);
  expect(due([[NEXT, 4]], [], 10)).toEqual([]);
});

it("leaves an open hour alone the longer the more rows it has, and closes it none the later", () => {
  const grown: [typeof HOUR, number][] = [[HOUR, 6]];
  const isDue = (rollups: number | null, afterMs: number, perRow: number) =>
    due(grown, [version({ rollups, publishedAt: START })], afterMs, perRow).length === 1;
  // 300 orchestrators, ten rows each: every minute on Paid. 10,000 with eight: after 26 min 40 s.
  expect(isDue(3000, 60_000, REST_MS_PER_ROLLUP.paid)).toBe(true);
  expect(isDue(3001, 60_000, REST_MS_PER_ROLLUP.paid)).toBe(false);
  expect(isDue(80_000, 1_599_999, REST_MS_PER_ROLLUP.paid)).toBe(false);
  expect(isDue(80_000, 1_600_000, REST_MS_PER_ROLLUP.paid)).toBe(true);
  expect(isDue(null, 1, REST_MS_PER_ROLLUP.free)).toBe(true);
  expect(isDue(1e9, 3_600_000, REST_MS_PER_ROLLUP.free)).toBe(true);
});
