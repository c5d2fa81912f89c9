import type { Problem } from "../../schema/wire/problem.ts";

const TITLES = {
  400: "Bad request",
  401: "Unauthorized",
  404: "Not found",
  409: "Conflict",
  413: "Content too large",
  500: "Internal error",
  503: "Unavailable",
} as const;

/** An RFC 9457 answer: what was wrong, and what is expected. */
export function problem(
  status: keyof typeof TITLES,
  detail: string,
  more: Readonly<{ parameter?: string; headers?: Record<string, string> }> = {},
): Response {
  const { parameter, headers } = more;
  const body: Problem = { type: "about:blank", title: TITLES[status], status, detail };
  if (parameter !== undefined) body.parameter = parameter;
  return Response.json(body, {
    status,
    headers: {
      ...headers,
      "content-type": "application/problem+json",
      "cache-control": "no-store",
    },
  });
}
