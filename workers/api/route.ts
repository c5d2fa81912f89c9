import type * as z from "zod";
import type { Settings } from "../config/read-settings.ts";
import type { Answer, TextType } from "./answer.ts";
import type { Store } from "./store.ts";

/** What a handler is given: stores, parsed parameters, the time of the request, and settings where it has any. */
export type Request<P, Q> = Readonly<{
  store: Store;
  path: P;
  query: Q;
  nowMs: number;
  /** The deployment's settings; throws where one of them is wrong. */
  settings: () => Settings;
}>;

/** One public route: what it is called, what it takes, what it answers. The source of the router and of OpenAPI. */
export type Route = Readonly<{
  /** As OpenAPI writes it: `/v1/hours/{hour}`. */
  path: `/${string}`;
  summary: string;
  /** Parameters of the path and of the query. What is not listed is refused. */
  parameters: Readonly<{ path: z.ZodObject; query: z.ZodObject }>;
  /** The answer's schema; null for bytes of the archive that have another media type than JSON. */
  answers: z.ZodType | null;
  /** What it answers where that is not JSON. */
  contentType?: "application/gzip" | TextType;
  /** It stands in for a route of another API: what it does not know in a query, it passes over. */
  isDropIn?: true;
  handle: (request: Request<Record<string, unknown>, Record<string, unknown>>) => Promise<Answer>;
}>;

/** A route whose handler is checked against its own schemas. */
export const route = <P extends z.ZodObject, Q extends z.ZodObject, A extends z.ZodType | null>({
  handle,
  ...rest
}: Readonly<{
  path: `/${string}`;
  summary: string;
  parameters: Readonly<{ path: P; query: Q }>;
  answers: A;
  contentType?: Route["contentType"];
  isDropIn?: true;
  handle: (
    request: Request<z.output<P>, z.output<Q>>,
  ) => Promise<Answer<A extends z.ZodType ? z.output<A> : never>>;
}>): Route => ({
  ...(rest as Omit<Route, "handle">),
  handle: handle as unknown as Route["handle"],
});
