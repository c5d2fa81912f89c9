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
          "Cache-Control": `${kept(answer.lifetime)}, no-transform`,
          ETag: answer.etag,
        },
      });
    case "problem":
      return Response.json(answer.problem, {
        status: answer.problem.status,
        headers: {
          "Content-Type": "application/problem+json",
          ...(answer.problem.status >= 500
            ? { "Cache-Control": "no-store" }
            : { "Cache-Control": kept(PROBLEM_SECONDS) }),
          ...(answer.problem.status === 503 ? { "Retry-After": "1" } : {}),
        },
      });
    case "error":
      return Response.json(
        { error: answer.error },
        { status: 400, headers: { "Cache-Control": "no-store" } },
      );
  }
}

/** A 404 of today may be there in a minute. */
const PROBLEM_SECONDS = 10;

const kept = (lifetime: Lifetime): string =>
  lifetime === "immutable"
    ? "public, max-age=31536000, immutable"
    : `public, max-age=${lifetime}, stale-while-revalidate=${lifetime * 4}`;
