import type { PublishedHour } from "../../schema/wire/hour.ts";
import { latestVersionsIn } from "../store/hour-versions.ts";
import { ledgerVersions } from "../store/ledger-versions.ts";
import { dueHours } from "./due-hours.ts";
import type { Ports } from "./ports.ts";
import { publishScores } from "./publish-scores.ts";
import { refreshHour } from "./refresh-hour.ts";

/** New versions that one run makes: what is left waits for the next run. */
export const HOURS_PER_RUN = 6;

/** What a run did, and how many hours it left to the next one. */
export type Ran = Readonly<{ published: readonly PublishedHour[]; left: number }>;

/**
 * One tick of the cron: publishes what is due, the oldest hour first, then the scores. An hour that fails is said and left
 * for the next run, and stops no other.
 */
export async function run(nowMs: number, ports: Ports): Promise<Ran> {
  const { db, log } = ports;
  const due = dueHours(await ledgerVersions(db), await latestVersionsIn(db, {}), nowMs);
  const published: PublishedHour[] = [];
  let seen = 0;
  for (const hour of due) {
    if (published.length === HOURS_PER_RUN) break;
    seen += 1;
    try {
      const version = await refreshHour(hour, nowMs, ports);
      if (version !== null) published.push(version);
    } catch (error) {
      log({ event: "hour.failed", hour: hour.hour, error: String(error) });
    }
  }
  if (published.length > 0) await publishScores(ports);
  const left = due.length - seen;
  const said = published.map(({ hour, version, state }) => ({ hour, version, state }));
  if (due.length > 0) log({ event: "hours.published", published: said, left });
  return { published, left };
}
