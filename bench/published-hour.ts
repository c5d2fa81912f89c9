import { hourOf, previousHour } from "../schema/sla/hour.ts";
import { DEFAULT_POLICY } from "../schema/sla/policy.ts";
import { publishHour } from "../schema/sla/publish/publish-hour.ts";
import { rawKey } from "../schema/sla/raw-key.ts";
import { canonicalBytes, sha256 } from "../schema/wire/canonical.ts";
import { Address } from "../schema/wire/identifier.ts";
import { decodeRaw, encodeRaw } from "../schema/wire/raw-codec.ts";
import type { Target } from "../schema/wire/target.ts";
import type { SignedWindow } from "../schema/wire/window.ts";
import type { Source } from "../agent/src/published/source.ts";
import { rawObject, scrapeMessage } from "../test/support/raw.ts";
import { MINUTE, signedChain, targetOf, testAgent } from "../test/support/windows.ts";

const SHARD = 40;
const MINUTES = 60;

/** A published hour as a source in memory, with what its cryptography is over. */
export type BenchHour = Readonly<{
  source: Source;
  hour: ReturnType<typeof hourOf>;
  stored: readonly Uint8Array<ArrayBuffer>[];
  windows: readonly SignedWindow[];
}>;

/** One hour of so many orchestrators with an agent each, scraped every minute in shards. */
export async function publishedHour(orchestrators: number): Promise<BenchHour> {
  const hour = hourOf(MINUTE);
  const start = Date.parse(hour);
  const agents: { target: Target; chain: SignedWindow[] }[] = [];
  for (let n = 0; n < orchestrators; n++) {
    const agent = await testAgent();
    const orchestrator = Address.parse(`0x${n.toString(16).padStart(40, "0")}`);
    const target = await targetOf(agent, { orchestrator, shard: Math.floor(n / SHARD) });
    agents.push({ target, chain: await signedChain(agent, MINUTES, { start, orchestrator }) });
  }
  const documents = new Map<string, Uint8Array<ArrayBuffer>>();
  const objects = [];
  for (let minute = 0; minute < MINUTES; minute++)
    for (let shard = 0; shard * SHARD < orchestrators; shard++) {
      const message = scrapeMessage({ slot: start / 60_000 + minute, shard });
      const given = agents
        .slice(shard * SHARD, (shard + 1) * SHARD)
        .map(({ target, chain }) => ({ target, windows: chain.slice(minute, minute + 1) }));
      const bytes = await encodeRaw(rawObject(given, message));
      const key = rawKey(message);
      documents.set(`/v1/snapshots/${key}`, bytes);
      objects.push({ key, sha256: await sha256(bytes), raw: await decodeRaw(bytes) });
    }
  const stored = [...documents.values()];
  const about = { hour, version: 1, state: "closed", policy: DEFAULT_POLICY } as const;
  const published = await publishHour({ ...about, slotSeconds: 60, objects });
  const path = `/v1/hours/${hour}/1`;
  documents.set(path, canonicalBytes(published.hour));
  documents.set(`${path}/jobs`, canonicalBytes(published.jobs));
  documents.set(`${path}/rollups`, canonicalBytes(published.rollups));
  documents.set(`/v1/policy/${published.hour.policy.digest}`, canonicalBytes(DEFAULT_POLICY));
  const find: Source["find"] = async (asked) => documents.get(asked) ?? null;
  const source = { place: `before ${previousHour(hour)}`, isFolder: false, find };
  return { source, hour, stored, windows: agents.flatMap(({ chain }) => chain) };
}
