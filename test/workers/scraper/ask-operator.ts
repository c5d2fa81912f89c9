import { env } from "cloudflare:workers";
import type { ScrapeMessage } from "../../../schema/wire/raw.ts";
import { scraperOf } from "../../../workers/scraper/worker.ts";
import { type Script, scripted } from "./scripted.ts";

/** What the operators' routes put into the queue. */
export const sent: ScrapeMessage[] = [];

const queue = {
  sendBatch: async (batch: Iterable<{ body: ScrapeMessage }>) =>
    void sent.push(...[...batch].map(({ body }) => body)),
};

/** Asks an operators' route with the operator's token; a body makes it a POST. */
export const askOperator = async (
  path: string,
  {
    body,
    script = {},
    ...init
  }: Readonly<{ body?: unknown; method?: string; script?: Script }> = {},
): Promise<Response> => {
  const worker = scraperOf(scripted(script));
  const request = new Request(`https://sla.example${path}`, {
    ...init,
    ...(body !== undefined && {
      method: "POST",
      body: typeof body === "string" ? body : JSON.stringify(body),
    }),
    headers: { authorization: `Bearer ${env.OPERATOR_TOKEN}` },
  });
  return worker.fetch(request as Parameters<typeof worker.fetch>[0], {
    ...env,
    SCRAPES: queue as unknown as Queue,
  });
};
