import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { createApp } from "../../../workers/api/app.ts";
import { SCORES_KEY } from "../../../workers/store/published-documents.ts";
import { addressOf, networkOf } from "../../support/network.ts";
import { rollup } from "../../support/rollup.ts";
import { NOW_MS } from "./ask.ts";
import { seedHour } from "./seed-hour.ts";
import { seedNetwork } from "./seed-network.ts";
import { seedScores } from "./seed-scores.ts";

const A = addressOf(1);
const rows = [rollup({ hour: "2026-01-09T13:00:00Z", orchestrator: A })];

beforeAll(async () => {
  await seedHour({ hour: "2026-01-09T13:00:00Z", rollups: rows });
  await seedNetwork(networkOf([{ orchestrator: A }]));
});

it.each(["/v1/orchestrators", `/v1/orchestrators/${A}`, `/badge/${A}.svg`])(
  "answers %s with 503 and not with nothing while the scores of published hours are lost",
  async (path) => {
    // Each in an isolate that has kept nothing.
    const ask = () => createApp({ now: () => NOW_MS, log: () => {} }).request(path, {}, env);
    await env.ARCHIVE.delete(SCORES_KEY);
    expect((await ask()).status).toBe(503);
    await seedScores(rows);
    expect((await ask()).status).toBe(200);
  },
);
