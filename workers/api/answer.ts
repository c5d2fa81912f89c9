import type { Problem } from "../../schema/wire/problem.ts";

/** How long an answer may be kept: for ever, or so many seconds. */
export type Lifetime = "immutable" | number;

/** Provenance beside a body whose shape belongs to others. */
export type Provenance = Readonly<Record<`X-Sla-${string}`, string>>;

/** What a route answers, before it is HTTP. `stored` are bytes of the archive, sent as they are. */
export type Answer<T = unknown> = Readonly<
  | { kind: "json"; value: T; lifetime: Lifetime; provenance?: Provenance }
  | { kind: "text"; text: string; contentType: TextType; lifetime: Lifetime }
  | {
      kind: "stored";
      body: ArrayBuffer | ReadableStream;
      contentType: "application/json" | "application/gzip";
      /** An entity tag of the bytes, with its quotes. */
      etag: string;
      lifetime: Lifetime;
    }
  | { kind: "problem"; problem: Problem }
  /** A refusal in the words of the API that a route stands in for. */
  | { kind: "error"; error: string }
>;

/** Media types of what is not JSON. */
export type TextType =
  | "text/html"
  | "image/svg+xml"
  | "text/plain"
  | "application/openmetrics-text; version=1.0.0";

/** An answer that is computed anew after so many seconds. */
export const fresh = <T>(value: T, lifetime: Lifetime, provenance?: Provenance): Answer<T> => ({
  kind: "json",
  value,
  lifetime,
  ...(provenance && { provenance }),
});

const TITLES = {
  400: "Invalid request",
  404: "Not found",
  405: "Method not allowed",
  429: "Too many requests",
  500: "Internal error",
  503: "Not available",
} as const;

/** A refusal, as a problem document. `type` is `about:blank`: the status says what it is. */
export const refusal = (
  status: keyof typeof TITLES,
  detail: string,
  about: Pick<Problem, "parameter" | "given" | "allowed"> = {},
): Answer<never> => ({
  kind: "problem",
  problem: { type: "about:blank", title: TITLES[status], status, detail, ...about },
});

/** What every route says while no hour is published. */
export const nothingPublished = (): Answer<never> =>
  refusal(404, "no hour is published yet; /v1/status says what was scraped");

/** What a route says to whom an empty list would mean that there is nobody. */
export const notYet = (): Answer<never> =>
  refusal(503, "nothing is published yet; /v1/status says what was scraped");
