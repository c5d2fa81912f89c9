import type { IRequest } from "itty-router";
import { problem } from "./problem.ts";

/** A Worker on the Free plan may ask 50 others in one invocation. */
const MAX_CHECKED = 40;

/** Rows that are taken at once without asking anybody. */
const MAX_ROWS = 1000;

/**
 * Whether those who are registered are asked at once whether they answer, as `?check=` says; or why so many rows may not come.
 *
 * @param unlessSaid  what holds where the request does not say
 */
export function checkAsked(
  { query }: IRequest,
  rows: number,
  unlessSaid: boolean,
): Readonly<{ isAsked: boolean } | { refused: Response }> {
  const said = query["check"] ?? String(unlessSaid);
  if (said !== "true" && said !== "false")
    return {
      refused: problem(400, "check: expected true or false", { parameter: "check" }),
    };
  const isAsked = said === "true";
  const most = isAsked ? MAX_CHECKED : MAX_ROWS;
  if (rows <= most) return { isAsked };
  const without = isAsked ? `; ${MAX_ROWS} with check=false` : "";
  return { refused: problem(400, `${rows} rows; at most ${most} at once${without}`) };
}
