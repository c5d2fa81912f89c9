/** Median of the rounds of one run, and how far they lie apart. */
export type Spread = Readonly<{ median: number; least: number; most: number; rounds: number }>;

/** One line of the table: what was measured, against what, and whether the goal is met. */
export type Row = Readonly<{
  part: string;
  /** What was measured, with its sizes. */
  what: string;
  /** Our figure and the peer's or the limit's, in words with units. */
  ours: string;
  against: string;
  /** The figure that is judged: a ratio, or the measured value itself. Null where it could not be measured. */
  figure: Spread | null;
  goal: string;
  /** `unmeasured` where a peer is not installed; then `note` says how to install it. */
  verdict: "met" | "missed" | "unmeasured";
  note: string | null;
}>;

/** A goal: at most, or at least, so much. */
export type Goal = Readonly<{ atMost: number } | { atLeast: number }>;

/** @throws RangeError without a round */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const [least, most] = [sorted[0], sorted.at(-1)];
  const median = sorted[Math.floor(sorted.length / 2)];
  if (least === undefined || most === undefined || median === undefined)
    throw new RangeError("no rounds");
  return { median, least, most, rounds: sorted.length };
}

/** A row that is judged by the median of its rounds. */
export function judged(
  row: Omit<Row, "figure" | "goal" | "verdict" | "note">,
  values: readonly number[],
  goal: Goal,
  note: string | null = null,
): Row {
  const figure = spreadOf(values);
  const met = "atMost" in goal ? figure.median <= goal.atMost : figure.median >= goal.atLeast;
  const words = "atMost" in goal ? `≤ ${goal.atMost}` : `≥ ${goal.atLeast}`;
  return { ...row, figure, goal: words, verdict: met ? "met" : "missed", note };
}

/** A row whose peer is not there. */
export const unmeasured = (part: string, what: string, goal: Goal, note: string): Row => ({
  part,
  what,
  ours: "",
  against: "",
  figure: null,
  goal: "atMost" in goal ? `≤ ${goal.atMost}` : `≥ ${goal.atLeast}`,
  verdict: "unmeasured",
  note,
});
