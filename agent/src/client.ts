import type * as z from "zod";
import { ENDPOINTS, type Endpoint } from "../../schema/wire/api/endpoints.ts";
import { Problem } from "../../schema/wire/problem.ts";

type Endpoints = typeof ENDPOINTS;

/** A parameter as it is given: what its schema reads, and a number where that is what is meant. */
type Given<In, Out> = Out extends number | undefined ? In | number : In;
type GivenOf<S extends z.ZodObject> = {
  [K in keyof z.input<S> as K extends keyof S["shape"] ? K : never]: Given<
    z.input<S>[K],
    z.output<S>[K & keyof z.output<S>]
  >;
};

/** What a route takes, in its path and in its query together. */
export type ParametersOf<E extends Endpoint> = GivenOf<E["parameters"]["path"]> &
  GivenOf<E["parameters"]["query"]>;

/** What a route answers. */
export type AnswerOf<E extends Endpoint> = E["answers"] extends z.ZodType
  ? z.output<E["answers"]>
  : E["answers"] extends "text"
    ? string
    : Uint8Array<ArrayBuffer>;

/** One method for each route that answers programs. */
export type Client = {
  readonly [N in keyof Endpoints]: (
    ...given: object extends ParametersOf<Endpoints[N]>
      ? [given?: ParametersOf<Endpoints[N]>]
      : [given: ParametersOf<Endpoints[N]>]
  ) => Promise<AnswerOf<Endpoints[N]>>;
};

/** A refusal, with the problem document that says what was given and what is allowed. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** What a client may be given. */
export type ClientOptions = Readonly<{
  /** Asks. By default the global `fetch`; give another to add a timeout or a cache, or to read `X-Sla-Stale`. */
  fetch?: (url: string) => Promise<Response>;
}>;

/**
 * A client of the Livepeer SLA API. An answer has the type of its schema and is not checked against it, so that a
 * server that says more than this version knows is understood.
 *
 * @param baseUrl  where the API is, with the prefix of its routes if it has one
 * @throws TypeError when it is no URL. Its methods reject with `ProblemError` where the API refuses, and with what
 * `fetch` throws where it cannot be reached
 */
export function createClient(
  baseUrl: string,
  { fetch = (url) => globalThis.fetch(url) }: ClientOptions = {},
): Client {
  const base = new URL(baseUrl).href.replace(/\/$/, "");
  const method =
    (endpoint: Endpoint) =>
    async (given: Record<string, unknown> = {}) => {
      const response = await fetch(base + pathOf(endpoint, given));
      if (!response.ok) throw new ProblemError(await problemOf(response));
      if (endpoint.answers === "text") return response.text();
      if (endpoint.answers === "bytes") return new Uint8Array(await response.arrayBuffer());
      return response.json();
    };
  const methods = Object.entries(ENDPOINTS).map(([name, endpoint]) => [name, method(endpoint)]);
  return Object.fromEntries(methods) as Client;
}

/** The path with its parameters in their places and the rest as its query. @throws TypeError where one is missing */
function pathOf({ path, parameters }: Endpoint, given: Record<string, unknown>): string {
  const inPath = Object.keys(parameters.path.shape);
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    if (given[name] === undefined) throw new TypeError(`${name} is missing for ${path}`);
    return encodeURIComponent(String(given[name]));
  });
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || inPath.includes(name)) continue;
    for (const each of Array.isArray(value) ? value : [value]) query.append(name, String(each));
  }
  return query.size === 0 ? filled : `${filled}?${query}`;
}

/** The problem document of a refusal; for routes that have none, one that says the same. */
async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text();
  const said = Problem.safeParse(parsed(text));
  if (said.success) return said.data;
  const { status, statusText } = response;
  const detail = text.slice(0, 300) || `${status}`;
  return { type: "about:blank", title: statusText || `Status ${status}`, status, detail };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
