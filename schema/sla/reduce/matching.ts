import type { Observation } from "../../wire/observation.ts";
import { ownerOf } from "./owners.ts";
import type { Attempt, ReducerState } from "./state.ts";

/** Kinds that only a job can have caused; the others begin one only where they name a node or an orchestrator. */
export const BEGINS: readonly Observation["kind"][] = [
  "job_started",
  "first_output",
  "sample",
  "payment",
  "bytes",
];
export const BEGINS_IF_NAMED: readonly Observation["kind"][] = ["swap", "error", "restart", "e2e"];

/**
 * Of attempts, newest first, and of those that ran at the time, or before: the one that is named; the one whose orchestrator has
 * that node; the one that ran, where it fits.
 */
export function matching(
  state: ReducerState,
  attempts: readonly Attempt[],
  o: Observation,
): Attempt | null {
  const [latest] = attempts;
  if (latest === undefined) return null;
  const owner = ownerOf(state, o.node);
  const running = runningAt(attempts, o) ?? latest;
  const canBeRunning =
    fits(running, o) && (owner ?? running.orchestrator) === (running.orchestrator ?? owner);
  const fitting = attempts.filter(
    (attempt) => fits(attempt, o) && !isAfterMove(attempt, o, attempt !== running && canBeRunning),
  );
  const named = fitting.filter(
    ({ node, orchestrator }) =>
      (o.node !== null && node === o.node) ||
      (o.orchestrator !== null && orchestrator === o.orchestrator),
  );
  const owned = fitting.filter(({ orchestrator }) => owner !== null && orchestrator === owner);
  const newest = fitting.includes(running) && isCurrent(running, o) ? running : null;
  return runningAt(named, o) ?? runningAt(owned, o) ?? newest;
}

/** The newest that had begun by then; of what is from before all of them, the first. */
const runningAt = (attempts: readonly Attempt[], { at }: Observation): Attempt | undefined =>
  attempts.find(({ begun_at = 0 }) => begun_at <= at) ?? attempts.at(-1);

/** An end, an error without a name: of the attempt that ran. Evidence of work after a move: not the one's that was left. */
const isCurrent = ({ moved_at }: Attempt, o: Observation): boolean =>
  moved_at === null || o.at <= moved_at || !BEGINS.includes(o.kind);

const fits = (attempt: Attempt, o: Observation): boolean =>
  isEqualOrUnknown(attempt.node, o.node) && isEqualOrUnknown(attempt.orchestrator, o.orchestrator);

const isEqualOrUnknown = (a: string | null, b: string | null) =>
  a === null || b === null || a === b;

/**
 * Whether it is the work of a later attempt than this one, which the gateway had left by then: what begins another, and not
 * what was on its way. `isElsewhere`: it may as well be of another attempt, which runs.
 */
function isAfterMove(attempt: Attempt, o: Observation, isElsewhere: boolean): boolean {
  if (attempt.moved_at === null || o.at <= attempt.moved_at) return false;
  if (o.kind === "job_started") return true;
  // Each side tells of an attempt's first output once.
  if (o.kind === "first_output")
    return isElsewhere || (o.relayed ? attempt.first_relayed_at : attempt.first_own_at) != null;
  if (o.kind !== "sample") return false;
  const { runner_started_at: before } = attempt;
  return before !== null && o.runner_started_at !== null && before !== o.runner_started_at;
}
