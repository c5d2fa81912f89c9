import { expect, it, onTestFinished } from "vitest";
import { pseudonymise } from "../../agent/src/collectors/pseudonymise.ts";
import { listen } from "../../agent/src/http/listen.ts";
import { main } from "../../agent/src/main.ts";
import { hourOf, nextHour } from "../../schema/sla/hour.ts";
import { Compliance } from "../../schema/wire/compliance.ts";
import { Observation, type ObservationInput } from "../../schema/wire/observation.ts";
import { runMain } from "./support/run-main.ts";
import { MINUTE, recipient, START, testAgent } from "./support/test-agent.ts";

/** One refused request of the orchestrator's own: 1 failed job; and one request that gave its result at once: 1 success. */
const facts = (n: number, ending: "completed" | "refused"): Observation[] => {
  const about = {
    request: `request-${n}`,
    job: `job-${n}`,
    pipeline: "text-to-image",
    model: "m",
    orchestrator: recipient(1),
  };
  const inputs: ObservationInput[] = [
    { ...about, kind: "job_started", id: `${n}-started`, at: START + n, workload: "request" },
    ...(ending === "completed"
      ? [
          {
            ...about,
            kind: "first_output",
            id: `${n}-output`,
            at: START + n + 500,
            latency_ms: 500,
          } as const,
        ]
      : []),
    {
      ...about,
      kind: "ended",
      id: `${n}-ended`,
      at: START + n + 1_000,
      ending,
      idle_slot: true,
      proven: true,
    },
  ];
  return inputs.map((input) => pseudonymise(Observation.parse(input)));
};

it("scores what an agent serves, pulled from the agent itself and from its store alike", async () => {
  const test = testAgent({ role: "orchestrator", orchestrator: recipient(1) as never });
  test.agent().accept([...facts(1, "completed"), ...facts(2, "refused")]);
  test.live(15);
  const { url, close } = await listen(test.agent().fetch, { host: "127.0.0.1", port: 0 });
  onTestFinished(close);
  const byUrl = await score([url]);
  const own = await score(["--store", test.store]);
  expect(byUrl.exit).toBe(0);
  expect(own).toEqual(byUrl);
  // A delivered request at 500 ms of 2,500 ms has full credit, a refusal with an idle slot has none: 100 × 1 ÷ 2.
  expect(Compliance.array().parse(byUrl.scores)).toMatchObject([
    {
      orchestrator: recipient(1),
      trust: 0,
      views: { any: { score: 50, decided: 2, success: 1, failed: 1 } },
    },
  ]);
});

it.each([
  [["--from", "2026-01-09T13:00:00Z"], "--from 2026-01-09T13:00:00Z needs --to"],
  [["--to", "2026-01-09T13:00:00Z"], "--to 2026-01-09T13:00:00Z needs --from"],
  [
    ["--from", "2026-01-09T13:00:00Z", "--to", "2026-01-09T13:00:00Z"],
    "--from 2026-01-09T13:00:00Z is not before --to 2026-01-09T13:00:00Z",
  ],
  [["--from", "yesterday", "--to", "2026-01-09T13:00:00Z"], "'--from <time>' argument 'yesterday'"],
  [["--from", "2026-01-09T13:00:00Z", "--to", "2026-01-09T13:30:00Z"], "expected a whole UTC hour"],
  [
    ["--from", "2026-01-09T13:00:00Z", "--to", "2026-01-09T14:00:00Z", "--period", "1h"],
    "'--from <time>' cannot be used with option '--period <period>'",
  ],
])("refuses %j, and says what is wrong with it", async (flags, said) => {
  const { exit, err } = await runMain(["score", "--store", "/nonexistent", ...flags]);
  expect([exit, err]).toEqual([2, expect.stringContaining(said)]);
});

it("scores the hours that are asked for, whatever is newest", async () => {
  const test = testAgent({ role: "orchestrator", orchestrator: recipient(1) as never });
  test.agent().accept([...facts(1, "completed")]);
  test.live(15);
  const before = hourOf(START - 3_600_000);
  const asked = (from: string, to: string) =>
    score(["--store", test.store, "--from", from, "--to", to]);
  const [of] = (await asked(before, nextHour(hourOf(START)))).scores;
  expect(of).toMatchObject({ period: null, from: before, views: { any: { decided: 1 } } });
  expect((await asked(before, hourOf(START))).scores).toEqual([]);
});

it("knows no score without windows", async () => {
  const test = testAgent();
  test.agent().seal();
  expect(await score(["--store", test.store])).toEqual({ exit: 0, scores: [] });
  test.clock.ms += MINUTE;
});

async function score(args: readonly string[]) {
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  const stop = AbortSignal.abort();
  const exit = await main(["score", "--json", ...args], {
    fetch,
    out: say,
    err: say,
    now: () => START + 20 * MINUTE,
    stdin: (async function* () {})(),
    home: "/nonexistent",
    stop,
  });
  return { exit, scores: JSON.parse(lines.join("\n")) };
}
