import recorded from "./answer-examples.json" with { type: "json" };
import { DERIVED } from "./answer-examples-derived.ts";
import type { Route } from "./route.ts";

/** Answers of pages that only list the others. */
const LISTS = {
  "/v1": { routes: { "/v1/status": "Whether this deployment does its work." } },
  "/openapi.json": { openapi: "3.1.0", paths: {} },
};

const EXAMPLES: Readonly<Record<string, unknown>> = { ...recorded, ...DERIVED, ...LISTS };

/**
 * What a route answered once: recorded from a deployment that scraped three agents, lists cut to their first entry. A
 * second name of a route answers as the first.
 */
export const answerExample = ({ path }: Pick<Route, "path">): unknown =>
  EXAMPLES[path] ?? EXAMPLES[path.replace(/^\/v1\/sla\//, "/v1/")];
