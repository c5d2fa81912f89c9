import { expect, it } from "vitest";
import { outcomeOf } from "../../schema/sla/outcome.ts";
import { DEFAULT_POLICY } from "../../schema/sla/policy.ts";
import type { JobTotals } from "../../schema/wire/job-entry.ts";
import { PLANTED_IP } from "../sim/node/node-log.ts";
import {
  errorEvent,
  PLANTED_PROMPT,
  restartEvent,
  SIM_MODEL,
  type SimStatus,
  statusEvent,
  traceEvent,
} from "../sim/node/trickle-server-events.ts";
import {
  type Before,
  MID,
  openStage,
  REQUEST_ID,
  type Stage,
  STREAM,
} from "../sim/node/trickle-server-stage.ts";
import { decidedOf, reduceAll, T0 } from "../support/observations.ts";

/** Times of a script are milliseconds after T0 on the agent's clock; a runner's clock is `skew` ahead of it. */
const runner = (stage: Stage, skew = 0) => {
  const startedAt = T0 + 350 + skew;
  return {
    /** Heard at 0.4 s and at 2.4 s, sent 50 ms before: first output 2.0 s after the runner received the stream. */
    starts: async (firstOutput = 2400) => {
      await stage.at(400);
      await stage.says(traceEvent("runner_receive_stream_request", startedAt));
      await stage.at(firstOutput);
      await stage.says(
        traceEvent("runner_send_first_processed_segment", T0 + firstOutput - 50 + skew),
      );
    },
    /** Heard at `at`, sent 5 ms before. */
    status: async (at: number, more: Partial<SimStatus> = {}) => {
      await stage.at(at);
      await stage.says(statusEvent({ at: T0 + at - 5 + skew, startedAt, ...more }));
    },
  };
};
const PARTIAL = { fps: 0, inputFps: 51.5, state: "DEGRADED_INFERENCE" };
const LOADING = { fps: 0, outputAgeMs: null, state: "LOADING" } as const;

/** A start, a partial first status at 10.4 s, and whole ones every 10 s until `last`. */
async function streams(stage: Stage, last: number, skew = 0): Promise<ReturnType<typeof runner>> {
  const it = runner(stage, skew);
  await stage.accepts();
  await it.starts();
  await it.status(10_400, PARTIAL);
  for (let at = 20_400; at <= last; at += 10_000) await it.status(at);
  return it;
}

type Scenario = Readonly<{
  name: string;
  before?: Before;
  script: (stage: Stage) => Promise<void>;
  outcome: Partial<ReturnType<typeof outcomeOf>>;
  /** Computed from the script by hand, in the comments. */
  totals: Partial<JobTotals>;
}>;

const SUCCESS = { outcome: "success", cause: null, selfExcused: false } as const;
const failed = (cause: "unknown" | "capacity" | "gpu") =>
  ({ outcome: "failed", cause, selfExcused: false }) as const;

/** The normal stream's: a partial sample, then 20.4 s to 60.4 s: five of 10 s at 20 fps. */
const NORMAL: Partial<JobTotals> = {
  first_output_ms: 2000,
  samples: 5,
  zero_samples: 1,
  active_ms: 50_000,
  stall_ms: 0,
  milli_fps_ms: 50_000 * 20_000,
  sum_milli_fps: 5 * 20_000,
  errors: 0,
  user_errors: 0,
  restarts: 0,
  ending: "client_left",
  ended_at: T0 + 65_000,
  // The last status was heard at 60.4 s and saw output flow: 30 ms before.
  stall_at_end_ms: 65_000 - 60_400,
  // From 10 s after the first output to 10 s before the end.
  span_ms: 65_000 - 10_000 - (2400 + 10_000),
  impossible: 0,
};

const SCENARIOS: readonly Scenario[] = [
  {
    name: "normal stream, and its client leaves",
    script: async (stage) => {
      await stage.accepts();
      const it = runner(stage);
      await it.starts();
      await stage.carries(70_000, 30_000);
      await it.status(10_400, PARTIAL);
      for (let at = 20_400; at <= 60_400; at += 10_000) {
        await it.status(at);
        await stage.carries(250_000, 150_000);
      }
      await stage.at(65_000);
      await stage.carries(11, 7);
      await stage.clientLeaves();
    },
    outcome: SUCCESS,
    totals: {
      ...NORMAL,
      bytes_received: 70_000 + 5 * 250_000 + 11,
      bytes_sent: 30_000 + 5 * 150_000 + 7,
    },
  },
  {
    name: "slow start: the model loads for 45 s",
    script: async (stage) => {
      await stage.accepts();
      const it = runner(stage);
      await stage.at(400);
      await stage.says(traceEvent("runner_receive_stream_request", T0 + 350));
      for (const at of [10_400, 20_400, 30_400, 40_400]) await it.status(at, LOADING);
      await stage.at(45_400);
      await stage.says(traceEvent("runner_send_first_processed_segment", T0 + 45_350));
      for (const at of [50_400, 60_400, 70_400]) await it.status(at);
      await stage.at(75_000);
      await stage.clientLeaves();
    },
    outcome: SUCCESS,
    totals: {
      first_output_ms: 45_000,
      samples: 3,
      zero_samples: 4,
      active_ms: 30_000,
      stall_ms: 0,
      span_ms: 75_000 - 10_000 - (45_400 + 10_000),
    },
  },
  {
    name: "AC12: mid-stream stall: fps = 0 is stall time after the first output, and never in the mean",
    script: async (stage) => {
      const it = await streams(stage, 30_400);
      await it.status(40_400, { fps: 0, outputAgeMs: 9000, state: "DEGRADED_INFERENCE" });
      await it.status(50_400, { fps: 0, outputAgeMs: 19_000, state: "DEGRADED_INFERENCE" });
      await it.status(60_400);
      await stage.at(65_000);
      await stage.clientLeaves();
    },
    outcome: SUCCESS,
    // The first zero, at 10.4 s, covers time from before the output.
    totals: {
      samples: 3,
      zero_samples: 3,
      active_ms: 30_000,
      stall_ms: 20_000,
      milli_fps_ms: 30_000 * 20_000,
      sum_milli_fps: 3 * 20_000,
    },
  },
  {
    name: "a stall that lasts to the end",
    script: async (stage) => {
      const it = await streams(stage, 30_400);
      await it.status(40_400, { fps: 0, outputAgeMs: 9000, state: "DEGRADED_INFERENCE" });
      await stage.at(45_000);
      await stage.clientLeaves();
    },
    outcome: failed("unknown"),
    // Output was last seen at 31.4 s.
    totals: { stall_at_end_ms: 45_000 - 31_400, stall_ms: 10_000 },
  },
  {
    name: "AC13: an error that every later status repeats counts once; and a restart",
    script: async (stage) => {
      const it = await streams(stage, 20_400);
      const error = { message: "CUDA error: device-side assert", at: T0 + 25_123 };
      await stage.at(25_500);
      await stage.says(errorEvent(error.message, error.at));
      await it.status(30_400, { error, fps: 12, state: "DEGRADED_INFERENCE" });
      await stage.at(32_000);
      await stage.says(restartEvent(T0 + 31_990));
      for (const at of [40_400, 50_400]) await it.status(at, { error, restarts: 1 });
      await stage.at(55_000);
      await stage.clientLeaves();
    },
    outcome: SUCCESS,
    totals: {
      errors: 1,
      user_errors: 0,
      restarts: 1,
      samples: 4,
      cause: "gpu",
      cause_proven: false,
    },
  },
  {
    name: "AC13: an error that the runner blames on the user is apart, and its own claim",
    script: async (stage) => {
      const it = await streams(stage, 20_400);
      const error = { message: "Error updating params: planted", at: T0 + 25_123 };
      await it.status(30_400, { error });
      await it.status(40_400, { error, fps: 0, outputAgeMs: 15_000, state: "ERROR" });
      await stage.at(45_000);
      await stage.clientLeaves();
    },
    outcome: { outcome: "excused", cause: "user_input", selfExcused: true },
    totals: {
      errors: 0,
      user_errors: 1,
      cause: "user_input",
      cause_proven: false,
      ending: "error",
    },
  },
  {
    name: "runner death: its events stop, and nobody says anything",
    script: (stage) => streams(stage, 30_400).then(() => {}),
    outcome: failed("unknown"),
    totals: { ending: "silent", ended_at: null, samples: 2, last_evidence_at: T0 + 30_400 },
  },
  {
    name: "runner death: the gateway waits for 20 s and closes",
    script: async (stage) => {
      await streams(stage, 30_400);
      await stage.at(50_400);
      await stage.clientLeaves();
    },
    outcome: failed("unknown"),
    totals: { ending: "client_left", stall_at_end_ms: 20_000 },
  },
  {
    name: "runner death: it leaves by itself while input arrives",
    script: async (stage) => {
      await streams(stage, 30_400);
      await stage.at(32_000);
      await stage.carries(1000, 1000);
      await stage.at(33_000);
      stage.server.close(`${MID}-events`);
      stage.server.close(`${MID}-out`);
      await stage.tick();
      stage.server.close(MID);
      await stage.tick();
    },
    outcome: failed("unknown"),
    totals: { ending: "error", ended_at: T0 + 33_000, bytes_received: 1000, bytes_sent: 1000 },
  },
  {
    name: "a runner that gives an idle stream up: only its own channel closes",
    script: async (stage) => {
      const it = await streams(stage, 30_400);
      // Input stopped at 35 s.
      await it.status(40_400, { fps: 11, inputFps: 9, inputAgeMs: 5400, outputAgeMs: 5390 });
      for (let at = 50_400; at <= 90_400; at += 10_000)
        await it.status(at, {
          fps: 0,
          inputFps: 0,
          inputAgeMs: at - 35_000,
          outputAgeMs: at - 35_010,
        });
      await stage.at(96_000);
      stage.server.close(`${MID}-events`);
      await stage.untilPaused(5000);
      await stage.at(101_000);
      await stage.until(() => stage.accepted.some(({ kind }) => kind === "ended"));
    },
    outcome: SUCCESS,
    // Input's end + 3 s − the last output, at 35.01 s; the time without input is no stall.
    totals: {
      ending: "completed",
      ended_at: T0 + 96_000,
      stall_at_end_ms: 2990,
      stall_ms: 0,
      zero_samples: 1,
    },
  },
  ...(
    [
      [true, failed("capacity")],
      [false, { outcome: "excused", cause: "full", selfExcused: true }],
      [null, failed("capacity")],
    ] as const
  ).map(([idleSlot, outcome]): Scenario => ({
    name: `capacity refusal, while its readings show ${idleSlot === null ? "nothing" : idleSlot ? "an idle slot" : "no idle slot"}`,
    before: { idleSlot },
    script: async (stage) => {
      await stage.at(5000);
      stage.log.received(STREAM);
      stage.log.insufficient(STREAM);
      await stage.tick();
    },
    outcome,
    totals: { ending: "refused", idle_slot: idleSlot, ended_at: T0 + 5000, samples: 0 },
  })),
  {
    name: "client leaves before the first output was due",
    script: async (stage) => {
      await stage.accepts();
      await stage.at(400);
      await stage.says(traceEvent("runner_receive_stream_request", T0 + 350));
      await stage.at(1500);
      await stage.clientLeaves();
    },
    outcome: { outcome: "excused", cause: "client_left", selfExcused: true },
    totals: { first_output_ms: null, stall_at_end_ms: null },
  },
  {
    name: "client leaves after 30 s without any output",
    script: async (stage) => {
      await stage.accepts();
      const it = runner(stage);
      await stage.at(400);
      await stage.says(traceEvent("runner_receive_stream_request", T0 + 350));
      for (const at of [10_400, 20_400]) await it.status(at, LOADING);
      await stage.at(30_000);
      await stage.clientLeaves();
    },
    outcome: failed("unknown"),
    totals: { samples: 0, zero_samples: 2, stall_ms: 0 },
  },
  ...[-3_600_000, 90_000].map((skew): Scenario => ({
    name: `clock skew: the runner's clock is ${skew} ms off, and nothing changes`,
    script: async (stage) => {
      await streams(stage, 60_400, skew);
      await stage.at(65_000);
      await stage.clientLeaves();
    },
    outcome: SUCCESS,
    totals: NORMAL,
  })),
  {
    name: "AC19: moments in an impossible order are flagged, left out, and not clamped",
    script: async (stage) => {
      await stage.accepts();
      const it = runner(stage);
      await stage.at(400);
      await stage.says(traceEvent("runner_receive_stream_request", T0 + 350));
      await stage.at(2400);
      await stage.says(traceEvent("runner_send_first_processed_segment", T0 + 300));
      await it.status(10_400, PARTIAL);
      await it.status(20_400, { inputAgeMs: -700 });
      await stage.at(25_000);
      await stage.clientLeaves();
    },
    outcome: SUCCESS,
    totals: { first_output_ms: null, impossible: 2, samples: 1, active_ms: 10_000 },
  },
  {
    name: "garbage between the events changes nothing",
    script: async (stage) => {
      await stage.accepts();
      const it = runner(stage);
      await it.starts();
      await it.status(10_400, PARTIAL);
      for (let at = 20_400; at <= 60_400; at += 10_000) {
        await stage.at(at - 4000);
        for (const garbage of GARBAGE) await stage.says(garbage);
        await it.status(at);
      }
      await stage.at(65_000);
      await stage.clientLeaves();
      expect(stage.refused).toHaveLength(5 * GARBAGE.length);
    },
    outcome: SUCCESS,
    totals: NORMAL,
  },
  {
    name: "AC22: what the runner says after the end adds no failure and no minutes",
    script: async (stage) => {
      await streams(stage, 60_400);
      await stage.at(65_000);
      stage.server.close(MID);
      await stage.tick();
      for (let at = 70_400; at <= 150_400; at += 10_000) {
        await stage.at(at);
        const late = { at: T0 + at, startedAt: T0 + 350, fps: 0, outputAgeMs: at - 65_000 };
        stage.server.post(`${MID}-events`, statusEvent({ ...late, state: "ERROR" }));
        stage.server.post(`${MID}-out`, "late");
        await stage.tick();
      }
    },
    outcome: SUCCESS,
    totals: NORMAL,
  },
];

const GARBAGE = [
  "not JSON at all",
  "[]",
  '{"queue_event_type":"ai_stream_events"}',
  '{"event":{"type":"status","inference_status":{"fps":"20"}},"queue_event_type":"ai_stream_events"}',
  '{"event":{"type":7},"queue_event_type":"stream_trace"}',
  `{"event":{"type":"error","time":${"9".repeat(40)}},"queue_event_type":"ai_stream_events"}`,
  "\u0000\uffff".repeat(1000),
];

it.each(SCENARIOS)("$name", async ({ script, before, outcome, totals }) => {
  const stage = await openStage(before);
  try {
    await stage.start();
    await script(stage);
  } finally {
    await stage.end();
  }
  // As the store does: an id that it knows changes nothing.
  const once = [...new Map(stage.accepted.toReversed().map((o) => [o.id, o])).values()];
  const { windows } = reduceAll(once, "orchestrator", { minutes: 20, decideAll: false });
  const decided = decidedOf(windows);
  expect(decided).toHaveLength(1);
  const entry = decided[0]!;
  expect(outcomeOf(entry, "orchestrator", DEFAULT_POLICY.default)).toEqual(outcome);
  expect(entry.totals).toMatchObject(totals);
  expect(entry).toMatchObject({
    pipeline: "live-video-to-video",
    model: SIM_MODEL,
    relayed: false,
  });
  expect(entry.request).toMatch(/^[0-9a-f]{16}$/);

  const told = JSON.stringify([stage.accepted, stage.refused, stage.reports, windows]);
  for (const secret of [MID, REQUEST_ID, PLANTED_PROMPT, PLANTED_IP, "planted"])
    expect(told).not.toContain(secret);
});
