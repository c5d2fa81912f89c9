import { hourStart } from "../schema/sla/hour.ts";
import { type Facts, foldFacts, noFacts } from "../schema/sla/publish/facts.ts";
import { sha256 } from "../schema/wire/canonical.ts";
import type { Sha256 } from "../schema/wire/identifier.ts";
import type { RawObject } from "../schema/wire/raw.ts";
import { encodeRaw } from "../schema/wire/raw-codec.ts";
import type { SignedWindow } from "../schema/wire/window.ts";
import { quietWindow } from "../test/support/quiet-window.ts";
import { rawObject, scrapeMessage } from "../test/support/raw.ts";
import { keysOf, NONE } from "./sla-facts.ts";
import { type Member, HOUR, type Network, targetsOf } from "./sla-network.ts";
import { windowsOf } from "./sla-windows.ts";

/** A raw object as it is stored. */
export type Stored = Readonly<{ key: string; digest: Sha256; bytes: Uint8Array<ArrayBuffer> }>;

/** The raw objects of a shard in the hour, one a minute, and the facts that refreshing has made of them. */
export async function rawOf(
  network: Network,
  shard: number,
): Promise<Readonly<{ stored: readonly Stored[]; facts: Facts }>> {
  const given = targetsOf(network, shard).map((member) => ({
    target: member.target,
    windows: signedWindows(network, member),
  }));
  const keys = keysOf(HOUR, shard);
  const raws = keys.map((_, minute) => ofMinute(given, shard, minute));
  const encoded = await Promise.all(raws.map(encodeRaw));
  const facts = noFacts(HOUR);
  const stored: Stored[] = [];
  for (const [minute, raw] of raws.entries()) {
    const [key, bytes] = [keys[minute], encoded[minute]];
    if (key === undefined || bytes === undefined) throw new RangeError(`no minute ${minute}`);
    const digest = await sha256(bytes);
    await foldFacts(facts, { key, sha256: digest, raw });
    stored.push({ key, digest, bytes });
  }
  return { stored, facts };
}

type Given = Readonly<{ target: Member["target"]; windows: readonly SignedWindow[] }>;

const ofMinute = (given: readonly Given[], shard: number, minute: number): RawObject =>
  rawObject(
    given.map(({ target, windows }) => ({ target, windows: windows.slice(minute, minute + 1) })),
    scrapeMessage({ slot: hourStart(HOUR) / 60_000 + minute, shard }),
  );

const QUIET = quietWindow({ collectors: [{ name: "trickle", status: "ok", reason: null }] });

/** Of the length of a signature: nobody checks it again when an hour closes. */
const SIGNATURE = "A".repeat(86) as SignedWindow["signature"];

function signedWindows(network: Network, member: Member): SignedWindow[] {
  const { agent, role, orchestrator, node, region } = member.target;
  const whose = { agent, role, orchestrator, node, region, prev: NONE };
  return windowsOf(network, member, HOUR).map((window) => ({
    window: { ...QUIET, ...whose, ...window },
    signature: SIGNATURE,
  }));
}
