import { Status } from "../../schema/wire/api/status.ts";
import { type Host, Stop } from "./host.ts";

/** A fresh workers.dev name takes a while to be known everywhere. */
const ATTEMPTS = 12;
const WAIT_MS = 5_000;

/**
 * Asks the live deployment what a stranger and an operator would ask: is it there, does it read its database, are the
 * operators' routes closed to strangers and open to the token.
 *
 * @throws Stop that names the question and the answer
 */
export async function smoke(
  host: Host,
  { api, operators }: Readonly<{ api: string; operators: string }>,
  token: string | null,
): Promise<void> {
  await answers(host, `${api}/healthz`, {}, async ({ status }) => status === 200);
  await answers(
    host,
    `${api}/v1/status`,
    {},
    async (response) => Status.safeParse(await response.json()).success,
  );
  const route = `${operators}/admin/targets`;
  await answers(host, route, {}, async ({ status }) => status === 401);
  if (token === null)
    return host.say("the operators' routes: closed to strangers (the token is not known here)");
  const headers = { authorization: `Bearer ${token}` };
  await answers(host, route, { headers }, async ({ status }) => status === 200);
}

async function answers(
  { fetch, sleep, say }: Host,
  url: string,
  init: RequestInit,
  holds: (response: Response) => Promise<boolean>,
): Promise<void> {
  let last = "";
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    if (attempt > 1) await sleep(WAIT_MS);
    try {
      const response = await fetch(url, init);
      last = `HTTP ${response.status}`;
      if (await holds(response)) return say(`${url}: well (${last})`);
    } catch (error) {
      last = String(error);
    }
  }
  throw new Stop(
    `${url} does not answer as it should: ${last}. See docs/runbook.md, "After a deployment"`,
  );
}
