import { expect, it } from "vitest";
import { collectorsOf } from "../../agent/src/settings/collectors.ts";
import { resolveSettings } from "../../agent/src/settings/resolve.ts";
import { simRunner } from "../sim/node/ai-runner.ts";
import { recordingPorts } from "../support/collector-ports.ts";
import { START, testAgent } from "./support/test-agent.ts";

it("ends a stream that was over when the agent came back, from a runner named in words", async () => {
  const test = testAgent({ role: "orchestrator" });
  const now = () => test.clock.ms;
  const stream = { startMs: START + 7000, firstOutputMs: START + 9000, inputEndMs: START + 90_000 };
  await using runner = await simRunner({ now, streams: [stream] });
  const runner_urls = `${runner.api.url} status=${runner.inner.url} same-clock`;
  const { settings } = resolveSettings({ flags: { runner_urls }, env: {}, file: null, home: "/" });

  /** Lets the collector that these settings make feed the agent, and returns what it told of jobs. */
  const watch = async (untilMs: number): Promise<string[]> => {
    const { isOpen } = test.agent();
    const surroundings = { stdin: (async function* () {})(), isOpen };
    const last = { salt: "s", since: null };
    const collectors = collectorsOf(settings, "orchestrator", last, surroundings);
    const { ports, accepted, stop } = recordingPorts({
      now,
      sleep: async (ms) => {
        test.agent().accept(accepted);
        test.agent().seal();
        test.clock.ms += ms;
        if (now() > untilMs) stop();
      },
    });
    await collectors.find(({ name }) => name === "runner")?.run(ports);
    return accepted.filter(({ job }) => job !== null).map(({ kind }) => kind);
  };

  expect(await watch(START + 60_000)).toEqual(
    expect.arrayContaining(["job_started", "first_output", "sample"]),
  );
  test.clock.ms = START + 600_000;
  test.restart();
  expect(await watch(START + 620_000)).toContain("ended");
  test.live(3);
  test.restart();
  expect(await watch(test.clock.ms + 20_000)).toEqual([]);
});
