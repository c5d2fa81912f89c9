import {
  EMPTY_ROW,
  MAX_WINDOWS_PER_TARGET,
  mergeRows,
  mergeTargets,
} from "../../schema/sla/merge-rows.ts";
import { canonicalJson } from "../../schema/wire/canonical.ts";
import { LedgerRow, type LedgerTarget } from "../../schema/wire/ledger-row.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import { type PlainMembers, takeOut, withMembers } from "./plain-members.ts";

/** Reads the stored form of a row. @throws ZodError for anything else */
export const parseBody = (body: string): LedgerRow => LedgerRow.parse(JSON.parse(body));

/** A target as stored; what fills most of it, where it is plain, is the number of a text. */
type Stored = Readonly<
  Omit<LedgerTarget, "outcomes" | "windows"> & {
    outcomes: number | LedgerTarget["outcomes"];
    windows: number | LedgerTarget["windows"];
  }
>;

/**
 * The stored form of a row with something merged into it: the canonical JSON of what `mergeRows` makes of both. What is
 * stored is taken as it is: this function alone wrote it, and whoever computes with it checks it. An hour's windows and
 * outcomes are most of a row, and a turn adds few: they stay text, since to make thousands of names of them takes longer than all else.
 *
 * @param body  what is stored; null while there is no row
 * @returns also whether some target of it has a cursor
 */
export function mergeIntoBody(
  body: string | null,
  added: LedgerRow,
  hour: Hour,
): Readonly<{ body: string; cursors: boolean }> {
  const { rest, taken } = takeOut(body ?? canonicalJson(EMPTY_ROW), ["outcomes", "windows"]);
  const row = JSON.parse(rest) as {
    objects: LedgerRow["objects"];
    targets: Record<string, Stored>;
  };
  const { objects } = mergeRows(
    { ...EMPTY_ROW, objects: row.objects },
    { ...added, targets: {} },
    hour,
  );
  const ids = [...new Set([...Object.keys(row.targets), ...Object.keys(added.targets)])].sort();
  const targets = ids.map(
    (id) => `${canonicalJson(id)}:${mergedText(row.targets[id], added.targets[id], taken, hour)}`,
  );
  return {
    body: `{"objects":${canonicalJson(objects)},"targets":{${targets.join(",")}}}`,
    cursors: [row, added].some(({ targets: of }) =>
      Object.values(of).some(({ cursor }) => cursor !== null),
    ),
  };
}

/** The canonical JSON of a target, of which at least one side knows something. */
function mergedText(
  stored: Stored | undefined,
  added: LedgerTarget | undefined,
  taken: readonly PlainMembers[],
  hour: Hour,
): string {
  if (stored === undefined) return canonicalJson(added);
  const outcomes = textWith(stored.outcomes, added?.outcomes, taken);
  const windows = textWith(stored.windows, added?.windows, taken, MAX_WINDOWS_PER_TARGET);
  const isFlagged = stored.equivocated.length > 0 || (added?.equivocated.length ?? 0) > 0;
  if (outcomes === null || windows === null || isFlagged) {
    const whole = inFull(stored, taken);
    return canonicalJson(added === undefined ? whole : mergeTargets(whole, added, hour));
  }
  const without = { ...stored, outcomes: {}, windows: {} };
  const merged = added && mergeTargets(without, { ...added, outcomes: {}, windows: {} }, hour);
  return canonicalJson(merged ?? without)
    .replace('"outcomes":{}', () => `"outcomes":{${outcomes}}`)
    .replace('"windows":{}', () => `"windows":{${windows}}`);
}

const textWith = (
  stored: number | object,
  added: Readonly<Record<string, string>> = {},
  taken: readonly PlainMembers[],
  most = Infinity,
): PlainMembers | null =>
  typeof stored === "number" ? withMembers(taken[stored] ?? "", added, most) : null;

function inFull({ outcomes, windows, ...rest }: Stored, taken: readonly PlainMembers[]) {
  const objectOf = <T extends object>(of: number | T) =>
    typeof of === "number" ? (JSON.parse(`{${taken[of]}}`) as T) : of;
  return { ...rest, outcomes: objectOf(outcomes), windows: objectOf(windows) };
}
