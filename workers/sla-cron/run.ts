import type { PublishedHour } from "../../schema/wire/hour.ts";
import { latestVersionsIn } from "../store/hour-versions.ts";
import { ledgerVersions } from "../store/ledger-versions.ts";
import { type DueHour, dueHours } from "./due-hours.ts";
import type { Ports } from "./ports.ts";
import { publishNetwork } from "./publish-network.ts";
import { publishScores } from "./publish-scores.ts";
import { refreshHour } from "./refresh-hour.ts";

/** New versions that one run makes: what is left waits for the next run. */
export const HOURS_PER_RUN = 6;

/** What a run did, and how many hours it left to the next one. */
export type Ran = Readonly<{ published: readonly PublishedHour[]; left: number }>;

/**
 * One tick of the cron: publishes what is due of now, the scores, and then what is due of the past. An hour that fails is
 * said and left for the next run, and stops no other; should a past one take the whole run down, the rest is published.
 * The scores are brought up to date whether or not anything is due: a run before may have died before it wrote them.
 */
export async function run(nowMs: number, ports: Ports): Promise<Ran> {
  const { db, log } = ports;
  const due = dueHours(await ledgerVersions(db), await latestVersionsIn(db, {}), nowMs);
  const published: PublishedHour[] = [];
  let seen = 0;
  const refresh = async (hours: readonly DueHour[]) => {
    for (const hour of hours) {
      if (published.length === HOURS_PER_RUN) break;
      seen += 1;
      try {
        const version = await refreshHour(hour, nowMs, ports);
        if (version !== null) published.push(version);
      } catch (error) {
        log({ event: "hour.failed", hour: hour.hour, error: String(error) });
      }
    }
  };
  await refresh(due.filter(({ ofNow }) => ofNow));
  await publishScores(ports);
  const past = due.filter(({ ofNow }) => !ofNow);
  await refresh(past);
  if (past.length > 0) await publishScores(ports);
  try {
    await publishNetwork(ports);
  } catch (error) {
    log({ event: "network.failed", error: String(error) });
  }
  const left = due.length - seen;
  const said = published.map(({ hour, version, state }) => ({ hour, version, state }));
  if (due.length > 0) log({ event: "hours.published", published: said, left });
  return { published, left };
}
