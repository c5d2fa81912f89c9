import type { Problem } from "../../../schema/wire/problem.ts";

const TITLES = {
  400: "Bad Request",
  404: "Not Found",
  405: "Method Not Allowed",
  410: "Gone",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  421: "Misdirected Request",
  425: "Too Early",
  429: "Too Many Requests",
  500: "Internal Server Error",
} as const;

/**
 * An RFC 9457 problem as a response.
 *
 * @param more  `parameter`: what is wrong; `headers`: beside the content type
 */
export function problem(
  status: keyof typeof TITLES,
  detail: string,
  { parameter, headers = {} }: { parameter?: string; headers?: Record<string, string> } = {},
): Response {
  const body: Problem = { type: "about:blank", title: TITLES[status], status, detail };
  return new Response(JSON.stringify(parameter === undefined ? body : { ...body, parameter }), {
    status,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      ...headers,
    },
  });
}
