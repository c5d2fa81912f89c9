import { hourOf } from "../../../schema/sla/hour.ts";
import { Status } from "../../../schema/wire/api/status.ts";
import { PublishedHour } from "../../../schema/wire/hour.ts";
import { fresh } from "../answer.ts";
import { nothing } from "../nothing.ts";
import { scrapesOf } from "../scrapes-of.ts";
import { route } from "../route.ts";
import type { Store } from "../store.ts";

const STATUS_SECONDS = 10;

const current = route({
  path: "/v1/status",
  summary: "Whether this deployment does its work: slots, probes by outcome, publication, targets.",
  parameters: { path: nothing, query: nothing },
  answers: Status,
  async handle({ store, nowMs }) {
    const hour = hourOf(nowMs);
    const newest = await store.latestVersion();
    const slotSeconds = newest && (await slotSecondsOf(store, newest));
    const slotNow = slotSeconds && Math.floor(nowMs / (slotSeconds * 1000));
    const [lastSlot, probes, targets] = await Promise.all([
      store.lastSlot(),
      store.probesIn(hour, slotNow ?? Number.MAX_SAFE_INTEGER),
      store.targets(),
    ]);
    const enabled = targets.filter((target) => target.enabled);
    return fresh(
      {
        schema: "livepeer.sla.status/1" as const,
        at: new Date(nowMs).toISOString(),
        hour,
        ...scrapesOf({
          nowMs,
          slotSeconds,
          lastSlot,
          probes,
          registeredAtMs: enabled.map((target) => target.registered_at),
        }),
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
      },
      STATUS_SECONDS,
    );
  },
});

/** T, as the newest published hour has it; null where its document is gone. */
async function slotSecondsOf(
  store: Store,
  { hour, version }: Readonly<{ hour: PublishedHour["hour"]; version: number }>,
): Promise<number | null> {
  const found = await store.document(hour, version, "hour");
  return found && PublishedHour.parse(await new Response(found.body).json()).slot_seconds;
}

/** The deployment itself. */
export const status = [current];
