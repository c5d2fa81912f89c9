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

/** Of attempts, newest first: the one that is named; the one whose orchestrator has that node; the newest that fits. */
export function matching(
  state: ReducerState,
  attempts: readonly Attempt[],
  o: Observation,
): Attempt | null {
  const [latest] = attempts;
  if (latest === undefined) return null;
  const fitting = attempts.filter(
    (attempt) => fits(attempt, o) && !isAfterMove(attempt, latest, o),
  );
  const named = fitting.find(
    ({ node, orchestrator }) =>
      (o.node !== null && node === o.node) ||
      (o.orchestrator !== null && orchestrator === o.orchestrator),
  );
  const owner = ownerOf(state, o.node);
  const owned = () => fitting.find(({ orchestrator }) => owner !== null && orchestrator === owner);
  const newest = () => (fitting[0] === latest && isCurrent(latest, o) ? latest : null);
  return named ?? owned() ?? newest();
}

/** An end, an error without a name: the newest attempt's. Evidence of work after a move: not the one's that was left. */
const isCurrent = ({ moved_at }: Attempt, o: Observation): boolean =>
  moved_at === null || o.at <= moved_at || !BEGINS.includes(o.kind);

const fits = (attempt: Attempt, o: Observation): boolean =>
  isEqualOrUnknown(attempt.node, o.node) && isEqualOrUnknown(attempt.orchestrator, o.orchestrator);

const isEqualOrUnknown = (a: string | null, b: string | null) =>
  a === null || b === null || a === b;

/** Whether it can only be the work of a later attempt than this one, which the gateway had left by then. */
function isAfterMove(attempt: Attempt, latest: Attempt, o: Observation): boolean {
  if (attempt.moved_at === null || o.at <= attempt.moved_at) return false;
  if (o.kind === "job_started" || o.kind === "first_output") return true;
  if (o.kind === "payment") return latest.moved_at !== null;
  if (o.kind !== "sample") return false;
  const { runner_started_at: before } = attempt;
  return before !== null && o.runner_started_at !== null && before !== o.runner_started_at;
}
