import type { Answer, Lifetime } from "./answer.ts";

/** The only place where an answer becomes HTTP. */
export function render(answer: Answer): Response {
  switch (answer.kind) {
    case "json":
      return Response.json(answer.value, { headers: { "Cache-Control": kept(answer.lifetime) } });
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
          "Cache-Control": answer.problem.status === 500 ? "no-store" : kept(PROBLEM_SECONDS),
        },
      });
  }
}

/** A 404 of today may be there in a minute. */
const PROBLEM_SECONDS = 10;

const kept = (lifetime: Lifetime): string =>
  lifetime === "immutable"
    ? "public, max-age=31536000, immutable"
    : `public, max-age=${lifetime}, stale-while-revalidate=${lifetime * 4}`;
