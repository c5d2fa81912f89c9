import type { PublishedHour } from "../../schema/wire/hour.ts";
import { NO_LIMITS, openEffort } from "./effort.ts";
import { lookForDue } from "./look.ts";
import type { Ports } from "./ports.ts";
import { isUnfinished, openRefresh } from "./refresh-hours.ts";
import { tasksOf } from "./tasks.ts";

/** What a run did, and how many hours it left to the next one. */
export type Ran = Readonly<{ published: readonly PublishedHour[]; left: number }>;

/**
 * Publishes what is due, and brings up to date what is made of it, as far as one run may. What it leaves is the next run's.
 * Any two may meet: a version has one number, claimed once, and its pointer never goes back.
 */
export async function run(nowMs: number, ports: Ports): Promise<Ran> {
  const { db, log, runLimits = NO_LIMITS, mayAsk = () => true } = ports;
  const { archive, effort } = openEffort(ports.archive, runLimits);
  const due = await lookForDue(db, nowMs, ports.rowsPerLook, ports.restMsPerRollup);
  const { done, refresh } = openRefresh(nowMs, { ...ports, archive }, effort);
  for (const { name, needs, work } of tasksOf(due, refresh, nowMs, ports)) {
    // The last run of a chain does the rest: once, and of what is whole.
    const isInChain = done.unfinished !== null && ports.proceed !== undefined;
    if ((name === "hours" || !isInChain) && mayAsk(needs)) await work();
  }
  const { published, seen, unfinished } = done;
  const left = due.length - seen + (unfinished === null ? 0 : 1);
  if (isUnfinished(unfinished)) await ports.proceed?.(unfinished);
  const said = published.map(({ hour, version, state }) => ({ hour, version, state }));
  if (due.length > 0) log({ event: "hours.published", published: said, left });
  return { published, left };
}
