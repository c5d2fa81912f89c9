import type { Problem } from "../../../../schema/wire/problem.ts";

/** An answer and when it was made. */
export type Reply = Readonly<{
  data: unknown;
  /** When the answer was made, Unix milliseconds: the time of its receipt less its age. */
  atMs: number;
  /** The API could not make it anew, and sent its last good one. */
  isStale: boolean;
}>;

/** What the page may use of the world. */
export type Ports = Readonly<{
  fetch: (url: string, init?: RequestInit) => Promise<Response>;
  now: () => number;
}>;

/** No answer: the API refused, or it could not be reached (status 0). */
export class Refused extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

const TIMEOUT_MS = 20_000;

/** Asks the API. @throws Refused, with a problem document in every case */
export async function ask(url: string, { fetch, now }: Ports): Promise<Reply> {
  let response: Response;
  try {
    response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch {
    throw new Refused(unreachable);
  }
  if (!response.ok) throw new Refused(await problemOf(response));
  const ageMs = Number(response.headers.get("Age") ?? 0) * 1000;
  const isStale = response.headers.get("X-Sla-Stale") === "true";
  return { data: await response.json(), atMs: now() - ageMs, isStale };
}

const unreachable: Problem = {
  type: "about:blank",
  title: "The API cannot be reached",
  status: 0,
  detail: "No answer came back.",
};

async function problemOf(response: Response): Promise<Problem> {
  try {
    const said = (await response.json()) as Partial<Problem>;
    if (typeof said.detail === "string") return { ...unreachable, ...said } as Problem;
  } catch {
    // Not a problem document: what follows says as much.
  }
  const { status } = response;
  return { ...unreachable, title: "The API failed", status, detail: `It answered ${status}.` };
}
