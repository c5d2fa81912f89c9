import { hourStart } from "../schema/sla/hour.ts";
import { type Facts, noFacts } from "../schema/sla/publish/facts.ts";
import type { TargetFacts } from "../schema/sla/publish/target-facts.ts";
import { Sha256 } from "../schema/wire/identifier.ts";
import type { Hour } from "../schema/wire/quantity.ts";
import { type Member, MINUTES, type Network, targetsOf } from "./sla-network.ts";
import { windowsOf } from "./sla-windows.ts";

/** SHA-256 that nobody checks here. */
export const NONE = Sha256.parse("0".repeat(64));

/** Keys of a shard's raw objects in an hour, one a minute. */
export const keysOf = (hour: Hour, shard: number): string[] =>
  Array.from(
    { length: MINUTES },
    (_, minute) =>
      `raw/v1/${hour.slice(0, 13)}/${hourStart(hour) / 60_000 + minute}:${shard}.ndjson.gz`,
  );

/** The facts of a shard in an hour, as refreshing keeps them. */
export function factsOf(network: Network, shard: number, hour: Hour): Facts {
  const atMs = hourStart(hour) + (MINUTES - 1) * 60_000;
  const facts = noFacts(hour);
  facts.registryVersion = 1;
  facts.newest = { atMs, slotSeconds: 60 };
  for (const key of keysOf(hour, shard)) facts.objects.set(key, { sha256: NONE, hours: [hour] });
  for (const member of targetsOf(network, shard))
    facts.targets.set(member.target.id, {
      planned: { target: member.target, atMs, turn: `1:${shard}` },
      probes: new Map(
        Array.from({ length: MINUTES }, (_, i) => [hourStart(hour) + i * 60_000, "ok" as const]),
      ),
      windows: windowFacts(network, member, hour),
    });
  return facts;
}

const windowFacts = (network: Network, member: Member, hour: Hour): TargetFacts["windows"] =>
  new Map(
    windowsOf(network, member, hour).map((window) => [
      `${window.epoch}/${window.seq}`,
      { window, sawJobs: true, digest: NONE, equivocated: false },
    ]),
  );
