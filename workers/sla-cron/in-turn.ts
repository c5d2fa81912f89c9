/** Something that a run does, and the requests to storage below which it is not begun. */
export type Task = Readonly<{ name: TaskName; needs: number; work: () => Promise<void> }>;

export type TaskName = "hours" | "days" | "scores" | "network" | "retention";

/** Whose turn it is, by two minutes. Scores take the most. */
const TURNS = [
  "scores",
  "network",
  "scores",
  "days",
  "scores",
  "network",
  "scores",
  "retention",
] as const satisfies readonly TaskName[];

/**
 * The order of a run in which not all tasks have room: in even minutes hours come first; in odd ones whose turn it is, and
 * the next, so that none waits for ever, however much another has to do.
 */
export function inTurn(tasks: readonly Task[], nowMs: number): Task[] {
  const minute = Math.floor(nowMs / 60_000);
  const turn = Math.floor(minute / 2) % TURNS.length;
  const names: readonly TaskName[] = [...TURNS.slice(turn), ...TURNS.slice(0, turn)];
  const order = minute % 2 === 0 ? ["hours", ...names] : [...names, "hours"];
  return tasks.toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
}
