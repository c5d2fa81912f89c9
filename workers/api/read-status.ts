import { breakerOf } from "../../schema/sla/breaker.ts";
import { hourOf } from "../../schema/sla/hour.ts";
import type { Status } from "../../schema/wire/api/status.ts";
import { PublishedHour } from "../../schema/wire/hour.ts";
import type { ProbeOutcome } from "../../schema/wire/raw.ts";
import type { Target } from "../../schema/wire/target.ts";
import { scrapesOf } from "./scrapes-of.ts";
import type { Store } from "./store.ts";

/** Queue operations: of one message (written, read, deleted), and of the Free plan in a day. */
const OPS_PER_TURN = 3;
const FREE_OPS_PER_DAY = 10_000;

const NO_BACKLOG = "agents' cursors are opaque: none says how many windows it holds";

/** Whether this deployment does its work, as of a moment. Null is not known. */
export async function readStatus(store: Store, nowMs: number): Promise<Status> {
  const hour = hourOf(nowMs);
  const newest = await store.latestVersion();
  const slotSeconds = newest && (await slotSecondsOf(store, newest));
  const slotNow = slotSeconds && Math.floor(nowMs / (slotSeconds * 1000));
  const at = new Date(nowMs).toISOString();
  const [lastSlot, probes, targets, outcomes, turns] = await Promise.all([
    store.lastSlot(),
    store.probesIn(hour, slotNow ?? Number.MAX_SAFE_INTEGER),
    store.targets(),
    store.newestOutcomes(),
    store.turnsOn(at.slice(0, 10)),
  ]);
  const enabled = targets.filter((target) => target.enabled);
  const registeredAtMs = enabled.map((target) => target.registered_at);
  return {
    schema: "livepeer.sla.status/1",
    at,
    hour,
    ...scrapesOf({ nowMs, slotSeconds, lastSlot, probes, registeredAtMs }),
    backlog: { windows: null, reason: NO_BACKLOG },
    breakers: slotSeconds && slotNow ? breakersOf(enabled, outcomes, slotNow, slotSeconds) : null,
    budget: { queue_operations: turns * OPS_PER_TURN, free_plan_per_day: FREE_OPS_PER_DAY },
    published: newest && {
      hour: newest.hour,
      version: newest.version,
      state: newest.state,
      digest: newest.digest,
      published_at: new Date(newest.publishedAt).toISOString(),
    },
    targets: {
      enabled: enabled.length,
      disabled: targets.length - enabled.length,
      orchestrators: enabled.filter(({ role }) => role === "orchestrator").length,
      gateways: enabled.filter(({ role }) => role === "gateway").length,
    },
  };
}

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
  store: Store,
  { hour, version }: Readonly<{ hour: PublishedHour["hour"]; version: number }>,
): Promise<number | null> {
  const found = await store.document(hour, version, "hour");
  return found && PublishedHour.parse(await new Response(found.body).json()).slot_seconds;
}
