import type { PublishedHour } from "../../schema/wire/hour.ts";
import { buildDays } from "./build-days.ts";
import type { DueHour } from "./due-hours.ts";
import { NO_LIMITS, openEffort } from "./effort.ts";
import { inTurn, type Task } from "./in-turn.ts";
import { lookForDue } from "./look.ts";
import type { Ports } from "./ports.ts";
import { PUBLICATION_LIMITS } from "./publication-limits.ts";
import { publishNetwork } from "./publish-network.ts";
import { publishScores } from "./publish-scores.ts";
import { type Refreshed, refreshHour } from "./refresh-hour.ts";
import { retire } from "./retire.ts";
import type { Unfinished } from "./unfinished.ts";

/** New versions that one run makes: what is left waits for the next run. */
export const HOURS_PER_RUN = 6;

/** Requests to storage without which a task is not begun: what the least of it takes. */
const NEEDS = { hours: 32, days: 14, scores: 30, network: 22, retention: 14 } as const;

/** What a run did, and how many hours it left to the next one. */
export type Ran = Readonly<{ published: readonly PublishedHour[]; left: number }>;

/**
 * One tick of the cron: publishes what is due of now, the scores, and then what is due of the past. An hour that fails is
 * said and left for the next run, and stops no other; should a past one take the whole run down, the rest is published.
 * The scores are brought up to date whether or not anything is due: a run before may have died before it wrote them.
 */
export async function run(nowMs: number, ports: Ports): Promise<Ran> {
  const { db, log, runLimits = NO_LIMITS, mayAsk = () => true } = ports;
  const { publication = PUBLICATION_LIMITS.paid } = ports;
  const { archive, effort } = openEffort(ports.archive, runLimits);
  const due = await lookForDue(db, nowMs, ports.rowsPerLook, ports.restMsPerRollup);
  const published: PublishedHour[] = [];
  let seen = 0;
  let unfinished: Unfinished | "underway" | null = null;
  const refresh = async (hours: readonly DueHour[]) => {
    for (const hour of hours) {
      if (published.length === HOURS_PER_RUN || unfinished !== null) break;
      seen += 1;
      try {
        const version = await refreshHour(hour, nowMs, { ...ports, archive }, effort);
        if (version === "underway" || isUnfinished(version)) unfinished = version;
        else if (version !== "holds") published.push(version);
      } catch (error) {
        log({ event: "hour.failed", hour: hour.hour, error: String(error) });
      }
    }
  };
  const past = due.filter(({ ofNow }) => !ofNow);
  const { days, scores, network, retired, takesTurns } = publication;
  const unlessFailed = async (event: string, work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      log({ event, error: String(error) });
    }
  };
  const ofNow: Task = {
    name: "hours",
    needs: NEEDS.hours,
    work: () => refresh(due.filter((hour) => hour.ofNow)),
  };
  const ofPast: Task = { ...ofNow, work: () => refresh(past) };
  const scoring: Task = {
    name: "scores",
    needs: NEEDS.scores,
    work: () => publishScores(ports, scores),
  };
  const tasks: readonly Task[] = [
    ofNow,
    {
      name: "days",
      needs: NEEDS.days,
      work: () => unlessFailed("days.failed", () => buildDays(nowMs, ports, days)),
    },
    scoring,
    ofPast,
    ...(past.length > 0 && !takesTurns && !ports.goesOn ? [scoring] : []),
    {
      name: "network",
      needs: NEEDS.network,
      work: () => unlessFailed("network.failed", () => publishNetwork(ports, network)),
    },
    {
      name: "retention",
      needs: NEEDS.retention,
      work: () => unlessFailed("retention.failed", () => retire(nowMs, ports, retired)),
    },
  ];
  for (const { name, needs, work } of orderOf(tasks, nowMs, ports)) {
    // The last run of a chain does the rest: once, and of what is whole.
    const isInChain = unfinished !== null && ports.proceed !== undefined;
    if ((name === "hours" || !isInChain) && mayAsk(needs)) await work();
  }
  const left = due.length - seen + (unfinished === null ? 0 : 1);
  if (isUnfinished(unfinished)) await ports.proceed?.(unfinished);
  const said = published.map(({ hour, version, state }) => ({ hour, version, state }));
  if (due.length > 0) log({ event: "hours.published", published: said, left });
  return { published, left };
}

/** Not all have room in a run on Free. A run that another asked for has to do with hours; what is left of it is for the rest. */
function orderOf(tasks: readonly Task[], nowMs: number, ports: Ports): readonly Task[] {
  if (ports.publication?.takesTurns) return inTurn(tasks, nowMs);
  return ports.goesOn ? tasks.toSorted((a, b) => rankOf(a) - rankOf(b)) : tasks;
}

const rankOf = ({ name }: Task): number => (name === "hours" ? 0 : 1);

const isUnfinished = (refreshed: Refreshed | null): refreshed is Unfinished =>
  typeof refreshed === "object" && refreshed !== null && "runs" in refreshed;
