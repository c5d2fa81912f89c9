import type { Settings } from "../../config/read-settings.ts";
import type { Archive } from "../../store/archive.ts";
import { readVitals, type StatusSources } from "../../store/read-status.ts";
import { keepWatched, readWatched } from "../../store/watched.ts";
import { CHECK_MS } from "../../../schema/sla/service/count-check.ts";
import { decide, delivered } from "./decide.ts";
import { findingsOf } from "./rules.ts";
import { bodyOf, formatOf, post } from "./webhook.ts";

/** What a check touches. */
export type WatchPorts = Readonly<{
  sources: StatusSources;
  archive: Archive;
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  log: (entry: object) => void;
}>;

const MINUTE_MS = 60_000;

/** Whether a tick of the cron is the one that checks: the last minute of five. */
export const isCheck = (scheduledTimeMs: number): boolean =>
  Math.floor((scheduledTimeMs % CHECK_MS) / MINUTE_MS) === CHECK_MS / MINUTE_MS - 1;

/**
 * One check of the deployment by itself: counts its objectives, and tells the webhook what began and what ended. A check that
 * comes twice counts once. What could not be delivered is delivered at the next check; what was delivered and not noted is
 * delivered twice.
 */
export async function watch(nowMs: number, settings: Settings, ports: WatchPorts): Promise<void> {
  const { sources, archive, fetch, log } = ports;
  const before = await readWatched(archive);
  if (before !== null && before.last_check >= Math.floor(nowMs / CHECK_MS)) return;
  const findings = findingsOf(await readVitals(sources, nowMs), {
    lagMinutes: settings.ALERT_LAG_MINUTES,
    coveragePercent: settings.ALERT_COVERAGE_PERCENT,
    hasQueueLimit: settings.PRESET === "free",
  });
  const repeatMs = settings.ALERT_REPEAT_HOURS * 60 * MINUTE_MS;
  const { after, notices } = decide(before, findings, nowMs, repeatMs);
  for (const { state, firing } of notices)
    log({ event: `alert.${state}`, alert: firing.alert, text: firing.text });
  const url = settings.ALERT_WEBHOOK_URL;
  let noted = after;
  if (url !== undefined && notices.length > 0)
    try {
      await post(fetch, url, bodyOf(settings.ALERT_FORMAT ?? formatOf(url), notices, nowMs));
      noted = delivered(after, notices, nowMs);
    } catch (error) {
      log({ event: "alert.not_delivered", error: String(error) });
    }
  await keepWatched(archive, noted);
}
