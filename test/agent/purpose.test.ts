import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { ingestApp } from "../../agent/src/http/ingest-app.ts";
import { asking, servedBy, START, testAgent } from "./support/test-agent.ts";

/** The body of docs/guides/load-test.md. */
const [, BODY = ""] = /-d '([^']+)'/.exec(readFileSync("docs/guides/load-test.md", "utf8")) ?? [];

const post = async (app: ReturnType<typeof ingestApp>, body: string) => {
  const headers = { "content-type": "application/json" };
  const url = "http://127.0.0.1:9481/v1/observations";
  const reply = await app.fetch(new Request(url, { method: "POST", body, headers }));
  expect(await reply.json()).toMatchObject({ rejected: 0 });
};

/** What the gateway's own sources say of a request that swaps: nothing of a purpose. */
const job = (id: string, orchestrator: string, at: number) => ({
  kind: "job_started",
  id,
  at,
  request: "01234567",
  job: id,
  orchestrator: `0x${orchestrator.repeat(20)}`,
  pipeline: "p",
  model: "m",
});
const jobs = JSON.stringify({
  observations: [job("a", "aa", START + 1000), job("b", "bb", START + 9000)],
});

it.each([
  ["before", [BODY, jobs]],
  ["after", [jobs, BODY]],
])(
  "counts every job of a request as test that a load-test gateway marked %s its jobs began",
  async (_, posts) => {
    const test = testAgent({ role: "gateway" });
    const app = ingestApp(test.agent());
    for (const body of posts) await post(app, body);
    test.live(2);
    const [first] = await servedBy(asking(test.agent()));
    expect(first?.window.jobs.map(({ purpose }) => purpose)).toEqual(["test", "test"]);
  },
);

it("counts as live what nobody marked", async () => {
  const test = testAgent({ role: "gateway" });
  await post(ingestApp(test.agent()), jobs);
  test.live(2);
  const [first] = await servedBy(asking(test.agent()));
  expect(first?.window.jobs.map(({ purpose }) => purpose)).toEqual(["live", "live"]);
});
