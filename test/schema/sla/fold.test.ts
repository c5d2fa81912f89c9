import fc from "fast-check";
import { expect, it } from "vitest";
import { windowDigest } from "../../../schema/sla/chain.ts";
import { foldObject } from "../../../schema/sla/fold.ts";
import { hourOf, hourStart } from "../../../schema/sla/hour.ts";
import {
  EMPTY_ROW,
  MAX_WINDOWS_PER_TARGET,
  mergeRows,
  uniteWindows,
} from "../../../schema/sla/merge-rows.ts";
import { canonicalJson } from "../../../schema/wire/canonical.ts";
import { Sha256 } from "../../../schema/wire/identifier.ts";
import { LedgerRow } from "../../../schema/wire/ledger-row.ts";
import type { RawObject } from "../../../schema/wire/raw.ts";
import { rawObject, scrapeMessage } from "../../support/raw.ts";
import { MINUTE, signedChain, signedWindow, targetOf, testAgent } from "../../support/windows.ts";

const SHA = Sha256.parse("5".repeat(64));
const [first, second] = [await testAgent(), await testAgent()];
const [a, b] = [await targetOf(first), await targetOf(second)];
const fold = async (raw: RawObject, key = "raw/1") => [...(await foldObject(key, SHA, raw))];
const bytes = canonicalJson;
const HOUR = hourOf(MINUTE);
const merge = (x: LedgerRow, y: LedgerRow) => mergeRows(x, y, HOUR);

it("puts windows into their own hour, and outcome and cursor into the slot's", async () => {
  const windows = await signedChain(first, 3, { start: MINUTE - 31 * 60_000 });
  const [before, own] = await fold(rawObject([{ target: a, windows }]));
  expect(before?.[0]).toBe("2026-01-09T12:00:00Z");
  expect(before?.[1].get(0)?.targets[a.id]).toMatchObject({ outcomes: {}, cursor: null });
  expect(Object.keys(before?.[1].get(0)?.targets[a.id]?.windows ?? {})).toEqual(["e0000000/0"]);
  expect(own?.[0]).toBe("2026-01-09T13:00:00Z");
  expect(own?.[1].get(0)).toMatchObject({
    objects: { "raw/1": SHA },
    targets: {
      [a.id]: {
        outcomes: { [MINUTE / 60_000]: "ok" },
        cursor: { slot: MINUTE / 60_000, cursor: "s/1" },
      },
    },
  });
});

it("folds the slot's hour last, so that its mark says that all is folded", async () => {
  const windows = [40, 0, -60].map((minutes, i) =>
    signedWindow(first, { start: MINUTE + minutes * 60_000, epoch: `epoch${i}00` }),
  );
  const folded = await fold(rawObject([{ target: a, windows: await Promise.all(windows) }]));
  expect(folded.map(([hour]) => hour.slice(11, 13))).toEqual(["12", "14", "13"]);
});

it("takes a backfill for no probe", async () => {
  const backfill = { from: 0, to: MINUTE, digest: "0".repeat(16) };
  const windows = await signedChain(first, 1);
  const [[, rows] = []] = await fold(
    rawObject([{ target: a, windows }], scrapeMessage({ backfill })),
  );
  expect(rows?.get(0)?.targets[a.id]).toMatchObject({ outcomes: {}, cursor: null });
});

it("lets the smaller digest of two windows under one key count, and flags the key", async () => {
  const windows = [await signedWindow(first), await signedWindow(first, { late: 1 })];
  const digests = (await Promise.all(windows.map(windowDigest))).map((digest) =>
    digest.slice(0, 16),
  );
  for (const order of [windows, windows.toReversed()]) {
    const [[, rows] = []] = await fold(rawObject([{ target: a, windows: order }]));
    expect(rows?.get(0)?.targets[a.id]).toMatchObject({
      windows: { "e0000000/0": digests.sort()[0] },
      equivocated: ["e0000000/0"],
    });
  }
});

// Small alphabets, so that keys and slots meet.
const digest = fc.constantFrom(...["1", "2", "3"].map((digit) => digit.repeat(16)));
const key = fc.constantFrom("e0000000/0", "e0000000/1", "e0000000/2", "f0000000/0");
const ledgerTarget = fc
  .record({
    entries: fc.array(fc.tuple(key, digest), { maxLength: 6 }),
    outcomes: fc.dictionary(
      fc.constantFrom("10", "11", "9"),
      fc.constantFrom("ok" as const, "timeout" as const),
    ),
    cursor: fc.option(fc.record({ slot: fc.nat(3), cursor: fc.constantFrom(null, "s/1", "s/2") })),
    last_received_at: fc.option(fc.nat(5)),
    version: fc.option(
      fc.record({ start: fc.nat(2), agent_version: fc.constantFrom("0.1.0", "0.2.0") }),
    ),
  })
  .map(({ entries, version, ...rest }) => ({
    ...uniteWindows(entries),
    ...rest,
    ...(version && { version }),
  }));
const row: fc.Arbitrary<LedgerRow> = fc
  .record({
    objects: fc.dictionary(fc.constantFrom("raw/1", "raw/2"), fc.constant(SHA)),
    targets: fc.dictionary(fc.constantFrom(a.id, b.id), ledgerTarget),
  })
  .map((value) => LedgerRow.parse(value));

it("AC02: merges rows in any order and any grouping to the same bytes, and any number of times", () => {
  fc.assert(
    fc.property(row, row, row, (x, y, z) => {
      expect(bytes(merge(x, y))).toBe(bytes(merge(y, x)));
      expect(bytes(merge(merge(x, y), z))).toBe(bytes(merge(x, merge(y, z))));
      expect(bytes(merge(merge(x, y), y))).toBe(bytes(merge(x, y)));
      expect(bytes(merge(EMPTY_ROW, x))).toBe(bytes(x));
    }),
  );
});

it("AC02: takes the cursor of the turn that began last, whatever T was and in whatever order they come", async () => {
  const turnOf = async (slot_seconds: number, minute: number) => {
    const startMs = hourStart(HOUR) + minute * 60_000;
    const message = scrapeMessage({ slot: startMs / 1000 / slot_seconds, slot_seconds });
    const outcome = { cursor: `s/${startMs}/${slot_seconds}` };
    const [[, rows] = []] = await fold(rawObject([{ target: a, outcome }], message));
    return { startMs, row: rows?.get(0) ?? EMPTY_ROW };
  };
  const minutes = Array.from({ length: 60 }, (_, minute) => minute);
  const turns = await Promise.all([
    ...minutes.map((minute) => turnOf(60, minute)),
    ...minutes.filter((minute) => minute % 5 === 0).map((minute) => turnOf(300, minute)),
  ]);
  const some = fc.shuffledSubarray(turns, { minLength: 1 });
  fc.assert(
    fc.property(some, (folded) => {
      const { targets } = folded.map(({ row }) => row).reduce(merge);
      const latest = Math.max(...folded.map(({ startMs }) => startMs));
      expect(targets[a.id]?.cursor?.cursor).toContain(`s/${latest}/`);
    }),
  );
});

it("keeps at most so many windows of a target, the same ones in any order and grouping", () => {
  const entries = fc.array(
    fc.tuple(
      fc.nat(400).map((n) => `e0000000/${n}`),
      digest,
    ),
    { minLength: 300, maxLength: 900 },
  );
  fc.assert(
    fc.property(entries, fc.nat(300), (all, at) => {
      const once = uniteWindows(all);
      const [x, y] = [uniteWindows(all.slice(0, at)), uniteWindows(all.slice(at))];
      const merged = uniteWindows(
        [...Object.entries(y.windows), ...Object.entries(x.windows)],
        [...x.equivocated, ...y.equivocated],
      );
      expect(bytes(merged)).toBe(bytes(once));
      expect(Object.keys(once.windows).length).toBeLessThanOrEqual(MAX_WINDOWS_PER_TARGET);
    }),
    { numRuns: 20 },
  );
});

it("AC01, AC02: folds the same windows, delivered twice, in another order or in other batches, to equal windows", async () => {
  const chains = [await signedChain(first, 6), await signedChain(second, 6)];
  const fork = await signedWindow(first, { late: 3 });
  const all = [[...(chains[0] ?? []), fork], chains[1] ?? []] as const;
  const split = fc.array(fc.record({ slot: fc.nat(5), turn: fc.nat(2) }), {
    minLength: 26,
    maxLength: 26,
  });
  const windowsOf = (rows: readonly LedgerRow[]) => {
    const { targets } = rows.reduce(merge, EMPTY_ROW);
    const parts = Object.entries(targets).map(([id, { windows, equivocated }]) => ({
      id,
      windows,
      equivocated,
    }));
    return bytes(parts.sort((x, y) => (x.id < y.id ? -1 : 1)));
  };
  const whole = (
    await fold(
      rawObject([
        { target: a, windows: all[0] },
        { target: b, windows: all[1] },
      ]),
    )
  ).flatMap(([, rows]) => [...rows.values()]);
  await fc.assert(
    fc.asyncProperty(split, async (places) => {
      // Every window is given to one batch, half of them to a second one as well.
      const batches = new Map<number, { target: typeof a; windows: (typeof fork)[] }[]>();
      const flat = [...all[0].map((w) => [a, w] as const), ...all[1].map((w) => [b, w] as const)];
      for (const [i, { slot, turn }] of places.entries()) {
        const [target, window] = flat[i % flat.length] ?? [a, fork];
        const batch =
          batches.get(slot) ??
          [a, b].map((one) => ({ target: one, windows: [] as (typeof fork)[] }));
        const { windows } = batch.find((given) => given.target === target) ?? {
          windows: [] as (typeof fork)[],
        };
        if (turn === 0) windows.push(window);
        else windows.unshift(window);
        batches.set(slot, batch);
      }
      const rows: LedgerRow[] = [];
      for (const [slot, given] of batches) {
        const raw = rawObject(given, scrapeMessage({ slot: MINUTE / 60_000 + slot }));
        for (const [, folded] of await fold(raw, `raw/${slot}`)) rows.push(...folded.values());
      }
      expect(windowsOf(rows)).toBe(windowsOf(whole));
      expect(windowsOf(rows.toReversed())).toBe(windowsOf(whole));
    }),
    { numRuns: 15 },
  );
});

it("folds an object whose cursor is no Unicode, and begins that target at its earliest", async () => {
  const [[, rows] = []] = await fold(rawObject([{ target: a, outcome: { cursor: "\ud800" } }]));
  const row = rows?.get(0) ?? EMPTY_ROW;
  expect(row.targets[a.id]?.cursor).toMatchObject({ cursor: null });
  expect(() => canonicalJson(merge(EMPTY_ROW, row))).not.toThrow();
});
