import * as z from "zod";
import { Problem } from "../../schema/wire/problem.ts";

type Asked = Readonly<{ url: string; from: string; to: string; token: string }>;

const Accepted = z.looseObject({ from: z.string(), to: z.string() });

/**
 * Asks a deployment to rebuild a range.
 *
 * @returns what was asked for, in whole hours, and where to see it go on
 * @throws Error with the deployment's own words when it refuses
 */
export async function askRebuild(
  fetch: (url: string, init: RequestInit) => Promise<Response>,
  { url, from, to, token }: Asked,
): Promise<string> {
  const response = await fetch(new URL("/admin/rebuild", url).href, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ from, to }),
  });
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok)
    throw new Error(
      `refused (${response.status}): ${Problem.safeParse(body).data?.detail ?? "no reason given"}`,
    );
  const accepted = Accepted.parse(body);
  return `rebuilding ${accepted.from} to ${accepted.to}, some objects a minute. It goes on in the deployment: \`npx wrangler tail\` shows rebuild.step and, at the end, rebuild.done; ${new URL("/v1/hours", url).href} lists each hour when it is published again`;
}
