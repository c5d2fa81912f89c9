import type { Answer, Lifetime } from "./answer.ts";

/** The only place where an answer becomes HTTP. */
export function render(answer: Answer): Response {
  switch (answer.kind) {
    case "json":
      return Response.json(answer.value, {
        headers: { ...answer.provenance, "Cache-Control": kept(answer.lifetime) },
      });
    case "text":
      return new Response(answer.text, {
        headers: {
          "Content-Type": `${answer.contentType}; charset=utf-8`,
          "Cache-Control": kept(answer.lifetime),
        },
      });
    case "stored":
      return new Response(answer.body, {
        headers: {
          "Content-Type": answer.contentType,
          "Cache-Control": storedFor(answer.contentType, answer.lifetime),
          ETag: answer.etag,
        },
      });
    case "problem":
      return Response.json(answer.problem, {
        status: answer.problem.status,
        headers: {
          "Content-Type": "application/problem+json",
          "Cache-Control": isOfNow(answer.problem.status) ? "no-store" : kept(PROBLEM_SECONDS),
          ...(isOfNow(answer.problem.status) && { "Retry-After": RETRY_SECONDS }),
        },
      });
    case "error":
      return Response.json(
        { error: answer.error },
        { status: 400, headers: { "Cache-Control": "no-store" } },
      );
  }
}

/** Explorer waits as long as it is told, inside a serverless function: so no longer than this. */
const RETRY_SECONDS = "1";

/** A refusal that says nothing of what was asked: the next try may be answered. */
const isOfNow = (status: number): boolean => status === 429 || status >= 500;

/** Cloudflare compresses JSON for whoever takes it; what is gzip already goes as it is. */
const storedFor = (contentType: string, lifetime: Lifetime): string =>
  contentType === "application/gzip" ? `${kept(lifetime)}, no-transform` : kept(lifetime);

/** A 404 of today may be there in a minute. */
const PROBLEM_SECONDS = 10;

const kept = (lifetime: Lifetime): string =>
  lifetime === "immutable"
    ? "public, max-age=31536000, immutable"
    : `public, max-age=${lifetime}, stale-while-revalidate=${lifetime * 4}`;
