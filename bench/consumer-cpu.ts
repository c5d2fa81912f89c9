import { createHash } from "node:crypto";
import { foldObject } from "../schema/sla/fold.ts";
import { EMPTY_ROW, mergeRows } from "../schema/sla/merge-rows.ts";
import { rawKey } from "../schema/sla/raw-key.ts";
import { canonicalJson, sha256 } from "../schema/wire/canonical.ts";
import { LedgerRow } from "../schema/wire/ledger-row.ts";
import type { ScrapeMessage } from "../schema/wire/raw.ts";
import { encodeRaw } from "../schema/wire/raw-codec.ts";
import { signedChain, targetOf, testAgent, windowsPage } from "../test/support/windows.ts";
import { acceptPage } from "../workers/scraper/accept-page.ts";
import { readPage } from "../workers/scraper/read-page.ts";

const TARGETS = 40;
const WINDOWS = 5;
const SLOT_SECONDS = 300;
const BEGIN = Date.UTC(2026, 0, 9, 13);

/** CPU of one step over a whole turn, in milliseconds: the median of the rounds. */
export type StepCpu = Readonly<{ step: string; cpuMs: number }>;

/**
 * Node makes a job for another thread of every digest: 27 µs for a window, where workerd takes 4 and the hash itself 1.
 * So digests are taken as workerd takes them, at once.
 */
function digestAtOnce(): void {
  const digest = async (_: unknown, bytes: Uint8Array) => {
    const hash = createHash("sha256").update(bytes).digest();
    return hash.buffer.slice(hash.byteOffset, hash.byteOffset + hash.byteLength);
  };
  crypto.subtle.digest = digest as typeof crypto.subtle.digest;
}

/** What one turn takes of the CPU without I/O, by step, and what its raw object weighs. */
export async function consumerCpu(rounds: number): Promise<{ steps: StepCpu[]; bytes: number }> {
  digestAtOnce();
  const agents = await Promise.all(Array.from({ length: TARGETS }, testAgent));
  const targets = await Promise.all(agents.map((agent) => targetOf(agent)));
  const message: ScrapeMessage = {
    schema: "livepeer.sla.scrape/1",
    slot: BEGIN / 1000 / SLOT_SECONDS + 1,
    slot_seconds: SLOT_SECONDS,
    shard: 0,
    backfill: null,
  };
  const key = rawKey(message);
  const nowMs = BEGIN + 2 * SLOT_SECONDS * 1000;
  const pages = await Promise.all(
    agents.map(async (agent) =>
      JSON.stringify(windowsPage(await signedChain(agent, WINDOWS, { start: BEGIN }))),
    ),
  );
  // The row as it stands late in its hour: eleven turns of this shard are in it.
  let row = EMPTY_ROW;
  const spent = new Map<string, number[]>();
  const timed = async <T>(step: string, work: () => Promise<T> | T): Promise<T> => {
    const before = process.cpuUsage();
    const result = await work();
    const { user, system } = process.cpuUsage(before);
    spent.set(step, [...(spent.get(step) ?? []), (user + system) / 1000]);
    return result;
  };
  let bytes = 0;
  for (let round = 0; round < rounds; round++) {
    const read = await timed("parse and check the schema", () => pages.map(readPage));
    const accepted = await timed("hash chains, verify signatures", () =>
      Promise.all(
        read.map((page, i) => {
          const target = targets[i];
          if ("broken" in page || !target) throw new Error("an honest page");
          return acceptPage(page, target, null, nowMs, []);
        }),
      ),
    );
    const raw = {
      plan: {
        schema: "livepeer.sla.raw/1" as const,
        message,
        registry_version: 1,
        targets: targets.map((target) => ({ ...target, cursor: null })),
      },
      outcomes: targets.map(({ id }) => ({
        target: id,
        outcome: "ok" as const,
        detail: null,
        received_at: nowMs,
        cursor: "s/5",
        refused: { future: 0, too_old: 0, unknown_version: 0 },
      })),
      windows: accepted.flatMap((page, i) =>
        "outcome" in page
          ? []
          : page.windows.map((signed) => ({ target: targets[i]?.id ?? "", signed })),
      ),
    };
    const encoded = await timed("encode the raw object", () => encodeRaw(raw));
    bytes = encoded.byteLength;
    const folded = await timed("fold it", async () => foldObject(key, await sha256(encoded), raw));
    const own = [...folded.values()][0]?.get(0) ?? EMPTY_ROW;
    await timed("merge and write the ledger's row", () =>
      canonicalJson(LedgerRow.parse(JSON.parse(canonicalJson(mergeRows(row, own))))),
    );
    row = mergeRows(EMPTY_ROW, own);
  }
  const median = (of: readonly number[]) =>
    of.toSorted((a, b) => a - b)[Math.floor(of.length / 2)] ?? 0;
  const steps = [...spent].map(([step, all]) => ({ step, cpuMs: median(all) }));
  return { steps: steps.toSorted((a, b) => b.cpuMs - a.cpuMs), bytes };
}
