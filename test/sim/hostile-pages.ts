import type { IncomingMessage, ServerResponse } from "node:http";
import { Pseudonym } from "../../schema/wire/identifier.ts";
import { WINDOW_MS, type Window } from "../../schema/wire/window.ts";
import { entry, totals } from "../support/job-entry.ts";
import { signedWindow, type TestAgent, windowsPage } from "../support/windows.ts";

/** What an agent does with one request. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => unknown;

/** Start of the last minute that has ended. */
export const minuteBefore = (): number =>
  Math.floor(Date.now() / WINDOW_MS) * WINDOW_MS - WINDOW_MS;

/** Answers with a page, whatever is in it. */
export const sendPage = (response: ServerResponse, page: object): unknown =>
  response.setHeader("content-type", "application/json").end(JSON.stringify(page));

/** An honest page whose text is changed after it was signed. */
export const edited =
  (change: (text: string) => string) =>
  (agent: TestAgent): Answer =>
  async (_, response) => {
    const window = await signedWindow(agent, { start: minuteBefore() });
    response.end(change(JSON.stringify(windowsPage([window]))));
  };

/** Jobs, each of a workflow of its own. @param round  other jobs than in another round */
export const jobs = (count: number, round: number, decided = false): Window["jobs"] =>
  Array.from({ length: count }, (_, i) => {
    const number = round * count + i;
    return entry(decided ? totals() : null, {
      job: Pseudonym.parse(number.toString(16).padStart(16, "0")),
      request: null,
      model: `${"m".repeat(60)}-${number}`,
      started_at: minuteBefore(),
      first_output_at: null,
    });
  });
