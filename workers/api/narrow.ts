import { refusal, type Answer } from "./answer.ts";

/** Rows of sums that one request may add up: what an isolate does in some milliseconds. */
export const MOST_ROWS = 10_000;

/** The refusal of a question that needs more rows than that. */
export const tooWide = (parameter: string, given: string): Answer<never> =>
  refusal(
    400,
    `${parameter} ${given} covers more than ${MOST_ROWS} rows; narrow it, or give more filters`,
    {
      parameter,
      given,
      allowed: `what covers at most ${MOST_ROWS} rows`,
    },
  );
