import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { Problem } from "../../../schema/wire/problem.ts";
import { scraperOf } from "../../../workers/scraper/worker.ts";
import { scripted } from "./scripted.ts";

const worker = scraperOf(scripted({}));

it.each([
  [{ PRESET: "payed" }, 'PRESET is "payed"; allowed: free, paid.'],
  [
    { SHARD_SIZE: "80" },
    "SHARD_SIZE is 80, more targets than one invocation may ask; allowed with PRESET free: 1 to 45.",
  ],
])("refuses operators with a sentence where it is set to %j", async (wrong, sentence) => {
  const request = new Request("https://sla.example/admin/targets");
  const response = await worker.fetch(request as never, { ...env, ...wrong } as never);
  expect(response.status).toBe(503);
  expect(Problem.parse(await response.json()).detail).toBe(sentence);
});

it("plans nothing where it is set wrong, and says why", async () => {
  const run = worker.scheduled(
    { scheduledTime: 0 } as never,
    { ...env, SLOT_SECONDS: "1" } as never,
  );
  await expect(run).rejects.toThrow('SLOT_SECONDS is "1"; allowed: 10 to 3600.');
});
