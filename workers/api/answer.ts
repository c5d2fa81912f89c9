import type { Problem } from "../../schema/wire/problem.ts";

/** How long an answer may be kept: for ever, or so many seconds. */
export type Lifetime = "immutable" | number;

/** What a route answers, before it is HTTP. `stored` are bytes of the archive, sent as they are. */
export type Answer<T = unknown> = Readonly<
  | { kind: "json"; value: T; lifetime: Lifetime }
  | {
      kind: "stored";
      body: ArrayBuffer;
      contentType: "application/json" | "application/gzip";
      /** An entity tag of the bytes, with its quotes. */
      etag: string;
      lifetime: Lifetime;
    }
  | { kind: "problem"; problem: Problem }
>;

/** An answer that is computed anew after so many seconds. */
export const fresh = <T>(value: T, lifetime: Lifetime): Answer<T> => ({
  kind: "json",
  value,
  lifetime,
});

const TITLES = {
  400: "Invalid request",
  404: "Not found",
  405: "Method not allowed",
  500: "Internal error",
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
