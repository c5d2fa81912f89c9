import { breakerOf } from "../../schema/sla/breaker.ts";
import { hourOf } from "../../schema/sla/hour.ts";
import { FREE_OPS_PER_DAY } from "../../schema/sla/queue-budget.ts";
import { serviceOf } from "../../schema/sla/service/service-of.ts";
import type { Status, Vitals } from "../../schema/wire/api/status.ts";
import { PublishedHour } from "../../schema/wire/hour.ts";
import type { ProbeOutcome } from "../../schema/wire/raw.ts";
import type { Target } from "../../schema/wire/target.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import type { Watched } from "../../schema/wire/watched.ts";
import type { probesIn, SlotAt, Turns } from "./coverage.ts";
import type { latestVersion } from "./hour-versions.ts";
import { queueOperations } from "./queue-operations.ts";
import { scrapesOf } from "./scrapes-of.ts";

/** What a status is read from: the reads of the API's store, or those of `statusSources`. */
export type StatusSources = Readonly<{
  latestVersion: () => ReturnType<typeof latestVersion>;
  document: (
    hour: Hour,
    version: number,
    name: "hour",
  ) => Promise<Readonly<{ body: BodyInit }> | null>;
  lastSlot: () => Promise<SlotAt | null>;
  probesIn: (hour: Hour, beforeMs: number) => ReturnType<typeof probesIn>;
  targets: () => Promise<readonly Target[]>;
  turnsOn: (day: string) => Promise<Turns>;
  deadLetters: () => Promise<number>;
  watched: () => Promise<Watched | null>;
}>;

/** What the breakers and the backlog of a status are read from, besides. */
export type BreakerSources = StatusSources &
  Readonly<{
    newestOutcomes: () => Promise<ReadonlyMap<string, Readonly<Record<string, ProbeOutcome>>>>;
    backlog: (enabled: readonly Target[], slotSeconds: number | null) => Promise<Status["backlog"]>;
  }>;

/** Whether this deployment does its work, as of a moment. Null is not known. */
export async function readStatus(sources: BreakerSources, nowMs: number): Promise<Status> {
  const [{ targets, ...vitals }, outcomes] = await Promise.all([
    readWith(sources, nowMs),
    sources.newestOutcomes(),
  ]);
  const { slot_seconds: slotSeconds } = vitals;
  const enabled = targets.filter((target) => target.enabled);
  const slotNow = slotSeconds && Math.floor(nowMs / (slotSeconds * 1000));
  return {
    ...vitals,
    targets: countsOf(targets),
    backlog: await sources.backlog(enabled, slotSeconds),
    breakers: slotSeconds && slotNow ? breakersOf(enabled, outcomes, slotNow, slotSeconds) : null,
  };
}

/** What alerts are decided by: a status without its breakers and backlog, which take the most to read. */
export async function readVitals(sources: StatusSources, nowMs: number): Promise<Vitals> {
  const { targets, ...vitals } = await readWith(sources, nowMs);
  return { ...vitals, targets: countsOf(targets) };
}

async function readWith(sources: StatusSources, nowMs: number) {
  const hour = hourOf(nowMs);
  const newest = await sources.latestVersion();
  const slotSeconds = newest && (await slotSecondsOf(sources, newest));
  const endedMs = slotSeconds && nowMs - (nowMs % (slotSeconds * 1000));
  const at = new Date(nowMs).toISOString();
  const [lastSlot, probes, targets, turns, deadLetters, watched] = await Promise.all([
    sources.lastSlot(),
    sources.probesIn(hour, endedMs ?? Number.MAX_SAFE_INTEGER),
    sources.targets(),
    sources.turnsOn(at.slice(0, 10)),
    sources.deadLetters(),
    sources.watched(),
  ]);
  const enabled = targets.filter((target) => target.enabled);
  const registeredAtMs = enabled.map((target) => target.registered_at);
  return {
    schema: "livepeer.sla.status/1" as const,
    at,
    hour,
    ...scrapesOf({ nowMs, slotSeconds, lastSlot, probes, registeredAtMs }),
    budget: {
      queue_operations: queueOperations(turns, enabled, slotSeconds, nowMs),
      free_plan_per_day: FREE_OPS_PER_DAY,
    },
    dead_letters: deadLetters,
    service: watched && serviceOf(watched, nowMs),
    published: newest && {
      hour: newest.hour,
      version: newest.version,
      state: newest.state,
      digest: newest.digest,
      published_at: new Date(newest.publishedAt).toISOString(),
    },
    targets,
  };
}

const countsOf = (targets: readonly Target[]): Status["targets"] => {
  const enabled = targets.filter((target) => target.enabled);
  return {
    enabled: enabled.length,
    disabled: targets.length - enabled.length,
    orchestrators: enabled.filter(({ role }) => role === "orchestrator").length,
    gateways: enabled.filter(({ role }) => role === "gateway").length,
  };
};

/** How many targets are asked in every slot, and how many less often, since they are down. */
function breakersOf(
  targets: readonly Target[],
  outcomes: ReadonlyMap<string, Readonly<Record<string, ProbeOutcome>>>,
  slot: number,
  slotSeconds: number,
): { closed: number; open: number } {
  const open = targets.filter(
    ({ id }) => breakerOf(outcomes.get(id) ?? {}, slot, slotSeconds).interval > 1,
  ).length;
  return { closed: targets.length - open, open };
}

/** T, as the newest published hour has it; null where its document is gone. */
async function slotSecondsOf(
  sources: StatusSources,
  { hour, version }: Readonly<{ hour: PublishedHour["hour"]; version: number }>,
): Promise<number | null> {
  const found = await sources.document(hour, version, "hour");
  return found && PublishedHour.parse(await new Response(found.body).json()).slot_seconds;
}
