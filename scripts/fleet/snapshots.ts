import { windowDigest, windowKey } from "../../schema/sla/chain.ts";
import { SnapshotsPage } from "../../schema/wire/api/snapshots.ts";
import type { ProbeOutcome } from "../../schema/wire/raw.ts";
import { decodeRaw } from "../../schema/wire/raw-codec.ts";
import type { Windows } from "./compare.ts";

type Stored = Map<string, { start: number; digests: Set<string> }>;

/** What all raw objects of a deployment hold, by target: windows, and the outcomes that there were. */
export async function readSnapshots(
  url: string,
): Promise<{ windows: Map<string, Windows>; outcomes: Map<string, Set<ProbeOutcome>> }> {
  const windows = new Map<string, Stored>();
  const outcomes = new Map<string, Set<ProbeOutcome>>();
  for (const key of await keysOf(url)) {
    const reply = await fetch(`${url}/v1/snapshots/${key}`);
    if (!reply.ok) throw new Error(`/v1/snapshots/${key}: HTTP ${reply.status}`);
    const raw = await decodeRaw(new Uint8Array(await reply.arrayBuffer()));
    for (const { target, outcome } of raw.outcomes)
      outcomes.set(target, (outcomes.get(target) ?? new Set()).add(outcome));
    for (const { target, signed } of raw.windows) {
      const own = windows.get(target) ?? new Map();
      windows.set(target, own);
      const known = own.get(windowKey(signed));
      const digest = await windowDigest(signed);
      if (known) known.digests.add(digest);
      else own.set(windowKey(signed), { start: signed.window.start, digests: new Set([digest]) });
    }
  }
  return { windows, outcomes };
}

async function keysOf(url: string): Promise<string[]> {
  const keys: string[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? "" : `?cursor=${encodeURIComponent(cursor)}`;
    const reply = await fetch(`${url}/v1/snapshots${query}`);
    if (!reply.ok) throw new Error(`/v1/snapshots: HTTP ${reply.status}`);
    const page = SnapshotsPage.parse(await reply.json());
    keys.push(...page.snapshots.map(({ key }) => key));
    cursor = page.next;
  } while (cursor !== null);
  return keys;
}
