import { foldObject } from "../schema/sla/fold.ts";
import { hourOf } from "../schema/sla/hour.ts";
import { EMPTY_ROW, mergeRows } from "../schema/sla/merge-rows.ts";
import { rawKey } from "../schema/sla/raw-key.ts";
import { sha256 } from "../schema/wire/canonical.ts";
import type { LedgerRow } from "../schema/wire/ledger-row.ts";
import type { RawObject, ScrapeMessage } from "../schema/wire/raw.ts";
import { encodeRaw } from "../schema/wire/raw-codec.ts";
import type { Target } from "../schema/wire/target.ts";
import type { SignedWindow } from "../schema/wire/window.ts";
import {
  type TestAgent,
  signedChain,
  targetOf,
  testAgent,
  windowsPage,
} from "../test/support/windows.ts";
import { acceptPage } from "../workers/scraper/accept-page.ts";
import { readPage } from "../workers/scraper/read-page.ts";
import { mergeIntoBody } from "../workers/store/ledger-body.ts";

const TARGETS = 40;
const WINDOWS = 5;
const SLOT_SECONDS = 300;
const BEGIN = Date.UTC(2026, 0, 9, 13);
const NOW_MS = BEGIN + 3_600_000;
const HOUR = hourOf(BEGIN);

/** Turns of an hour. */
export const TURNS = 3600 / SLOT_SECONDS;

/** What a turn begins with: the pages that 40 quiet targets answer, and the ledger's row of the turns before it. */
export type Turn = Readonly<{
  message: ScrapeMessage;
  targets: readonly Target[];
  pages: readonly string[];
  body: string;
}>;

/** Makes the agents, their windows and the row. @param nth  of the hour, from 0; the row grows from turn to turn */
export async function prepareTurn(nth: number): Promise<Turn> {
  const agents = await Promise.all(Array.from({ length: TARGETS }, testAgent));
  const targets = await Promise.all(agents.map((agent) => targetOf(agent)));
  const chains = await Promise.all(
    agents.map((agent) =>
      signedChain(agent, WINDOWS * TURNS, { start: BEGIN, epoch: epochOf(agent) }),
    ),
  );
  const turns = Array.from({ length: TURNS }, (_, i) =>
    chains.map((chain) => chain.slice(i * WINDOWS, (i + 1) * WINDOWS)),
  );
  let row = EMPTY_ROW;
  for (const [i, own] of turns.slice(0, nth).entries())
    row = mergeRows(row, await folded(rawOf(messageOf(i), targets, own), new Uint8Array()), HOUR);
  const pages = (turns[nth] ?? []).map((own) => JSON.stringify(windowsPage(own)));
  return { message: messageOf(nth), targets, pages, body: mergeIntoBody(null, row, HOUR).body };
}

/** The work of one turn without its I/O; `timed` is told of each step. @returns the size of the raw object, in bytes */
export async function workOf(
  { message, targets, pages, body }: Turn,
  timed: <T>(step: string, work: () => Promise<T> | T) => Promise<T>,
): Promise<number> {
  const read = await timed("parse and check the schema", () => pages.map(readPage));
  const accepted = await timed("hash chains, verify signatures", () =>
    Promise.all(read.map((page, i) => windowsOf(page, targets[i]))),
  );
  const raw = rawOf(message, targets, accepted);
  const encoded = await timed("encode the raw object", () => encodeRaw(raw));
  const row = await timed("fold it", () => folded(raw, encoded));
  await timed("merge and write the ledger's row", () => mergeIntoBody(body, row, HOUR).body);
  return encoded.byteLength;
}

/** Every store has an epoch of its own, of 16 characters: names that targets shared would be cheaper than they are. */
const epochOf = ({ key }: TestAgent): string =>
  key
    .toLowerCase()
    .replaceAll(/[^0-9a-z]/g, "")
    .slice(-16);

async function windowsOf(page: ReturnType<typeof readPage>, target: Target | undefined) {
  if ("broken" in page || !target) throw new Error("an honest page");
  const accepted = await acceptPage(page, target, null, NOW_MS, []);
  if ("outcome" in accepted) throw new Error(`honest windows: ${accepted.detail}`);
  return accepted.windows;
}

async function folded(raw: RawObject, encoded: Uint8Array<ArrayBuffer>): Promise<LedgerRow> {
  const rows = await foldObject(rawKey(raw.plan.message), await sha256(encoded), raw);
  return [...rows.values()][0]?.get(0) ?? EMPTY_ROW;
}

const messageOf = (turn: number): ScrapeMessage => ({
  schema: "livepeer.sla.scrape/1",
  slot: BEGIN / 1000 / SLOT_SECONDS + turn,
  slot_seconds: SLOT_SECONDS,
  shard: 0,
  backfill: null,
});

const rawOf = (
  message: ScrapeMessage,
  targets: readonly Target[],
  windows: readonly (readonly SignedWindow[])[],
): RawObject => ({
  plan: {
    schema: "livepeer.sla.raw/1",
    message,
    registry_version: 1,
    targets: targets.map((target) => ({ ...target, cursor: null })),
  },
  outcomes: targets.map(({ id }) => ({
    target: id,
    outcome: "ok" as const,
    detail: null,
    received_at: NOW_MS,
    cursor: "s/5",
    refused: { future: 0, too_old: 0, unknown_version: 0 },
  })),
  windows: targets.flatMap(({ id }, i) =>
    (windows[i] ?? []).map((signed) => ({ target: id, signed })),
  ),
});
