import { buildDays } from "./build-days.ts";
import type { DueHour } from "./due-hours.ts";
import { inTurn, type Task } from "./in-turn.ts";
import type { Ports } from "./ports.ts";
import { PUBLICATION_LIMITS } from "./publication-limits.ts";
import { publishNetwork } from "./publish-network.ts";
import { publishScores, SCORES_NEED } from "./publish-scores.ts";
import { retire } from "./retire.ts";

/** Requests to storage without which a task is not begun: what the least of it takes. */
const NEEDS = { hours: 32, days: 14, scores: SCORES_NEED, network: 22, retention: 14 } as const;

/**
 * What a run does, in order: what is due of now, the scores, and then what is due of the past: should that take the whole run
 * down, the rest is published. The scores are brought up to date whether or not anything is due: a run before may have died
 * before it wrote them. A run between two ticks of the cron has to do with hours alone.
 */
export function tasksOf(
  due: readonly DueHour[],
  refresh: (hours: readonly DueHour[]) => Promise<void>,
  nowMs: number,
  ports: Ports,
): readonly Task[] {
  const { log, publication = PUBLICATION_LIMITS.paid } = ports;
  const { days, scores, network, retired, takesTurns } = publication;
  const past = due.filter(({ ofNow }) => !ofNow);
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
  if (ports.onlyHours) return [ofNow, ofPast];
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
  return orderOf(tasks, nowMs, ports);
}

/** Not all have room in a run on Free. A run that another asked for has to do with hours; what is left of it is for the rest. */
function orderOf(tasks: readonly Task[], nowMs: number, ports: Ports): readonly Task[] {
  if (ports.publication?.takesTurns) return inTurn(tasks, nowMs);
  return ports.goesOn ? tasks.toSorted((a, b) => rankOf(a) - rankOf(b)) : tasks;
}

const rankOf = ({ name }: Task): number => (name === "hours" ? 0 : 1);
