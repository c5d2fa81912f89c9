import { expect, it } from "vitest";
import { foldObject, mergeRows } from "../../../schema/sla/fold.ts";
import { EMPTY_ROW } from "../../../schema/sla/merge-rows.ts";
import { rawKey } from "../../../schema/sla/raw-key.ts";
import { canonicalJson, utf8 } from "../../../schema/wire/canonical.ts";
import { Sha256 } from "../../../schema/wire/identifier.ts";
import { LedgerRow, type LedgerTarget } from "../../../schema/wire/ledger-row.ts";
import type { OutcomeLine, RawObject } from "../../../schema/wire/raw.ts";
import { AGENT, HOUR, line, object } from "./publish/scene.ts";

/** A row of D1 may have 2 MB; ours half of that. */
const MOST_BYTES = 1024 * 1024;
const SHA = Sha256.parse("0".repeat(64));

/** The row of an hour that sixty turns of one target fill, and what it says of it. */
async function rowOf(turns: readonly RawObject[]): Promise<{ row: LedgerRow; of: LedgerTarget }> {
  let row = EMPTY_ROW;
  for (const raw of turns) {
    const folded = await foldObject(rawKey(raw.plan.message), SHA, raw);
    row = mergeRows(row, folded.get(HOUR)?.get(0) ?? EMPTY_ROW, HOUR);
  }
  const of = row.targets[AGENT.id];
  if (of === undefined) throw new Error("the target has no part of the row");
  return { row: LedgerRow.parse(row), of };
}

/** The same row, had a hundred targets done the same. */
const ofAHundred = ({ row, of }: { row: LedgerRow; of: LedgerTarget }) =>
  utf8(
    canonicalJson({
      ...row,
      targets: Object.fromEntries(
        Array.from({ length: 100 }, (_, i) => [i.toString(16).padStart(16, "0"), of]),
      ),
    }),
  ).byteLength;

const MINUTES = Array.from({ length: 60 }, (_, minute) => minute);

it("row Row size: keeps below 1 MB whatever a hundred targets of a shard do, each with all that an hour can hold", async () => {
  const worst: Partial<OutcomeLine["outcome"]> = {
    outcome: "bad_signature",
    cursor: "\u0001".repeat(128),
    taken_bytes: 1_000_000,
  };
  const turns = MINUTES.map((minute) =>
    object(
      minute,
      [AGENT],
      // Eight windows under keys as long as they can be, and eight more under the same keys.
      Array.from({ length: 16 }, (_, i) =>
        line(AGENT, minute, {
          epoch: `${(minute * 8 + (i % 8)).toString(36).padStart(16, "e")}${"f".repeat(16)}`,
          seq: Number.MAX_SAFE_INTEGER,
          late: Math.floor(i / 8),
          agent_version: "\u0001".repeat(32),
        }),
      ),
      { outcome: worst },
    ),
  );
  const filled = await rowOf(turns);
  expect(Object.keys(filled.of.windows)).toHaveLength(120);
  expect(filled.of.equivocated).toHaveLength(8);
  expect(Object.keys(filled.of.outcomes)).toHaveLength(60);
  expect(filled.of.cursor?.cursor).toBeNull();
  expect(ofAHundred(filled)).toBeLessThan(MOST_BYTES);
});

it("row Row size: loses nothing of an honest target, with an hour of its own and an import of the same hour", async () => {
  const imported = MINUTES.map((minute) => line(AGENT, minute, { epoch: "0123456789abcdef" }));
  const own = { epoch: "fedcba9876543210" };
  const turns = MINUTES.map((minute) =>
    object(minute, [AGENT], [line(AGENT, minute, own), ...(minute === 30 ? imported : [])], {
      outcome: { cursor: "0123456789abcdef/123456" },
    }),
  );
  const filled = await rowOf(turns);
  const keys = MINUTES.flatMap((minute) =>
    ["0123456789abcdef", "fedcba9876543210"].map((epoch) => `${epoch}/${1000 + minute}`),
  );
  expect(Object.keys(filled.of.windows).toSorted()).toEqual(keys.toSorted());
  expect(filled.of).toMatchObject({
    equivocated: [],
    cursor: { cursor: "0123456789abcdef/123456" },
  });
  expect(ofAHundred(filled)).toBeLessThan(MOST_BYTES);
});
