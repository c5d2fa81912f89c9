import { Observation, type ObservationInput } from "../../schema/wire/observation.ts";
import { address, pseudonym, T0 } from "../schema/sla/publish/scene.ts";
import { A } from "./stage.ts";

/** One stream as both sides saw it. Milliseconds; `at` is after T0. Override only what the test is about. */
export type Stream = Readonly<{
  n: number;
  at: number;
  lengthMs: number;
  /** From the request to the first frame; null: no output ever. */
  firstMs: number | null;
  /** Of each report, 10 s apart, the last one 1 s before the end. */
  fps: (report: number) => number;
  inputFps: (report: number) => number | null;
  /** Whether the runner says that it is in its error state. */
  inError: (report: number) => boolean;
  everyMs: number;
  e2eMs: number | null;
  orchestrator: string;
  node: string;
  purpose: "live" | "test";
  /** How it ends; null: the evidence stops. */
  end: Partial<Extract<ObservationInput, { kind: "ended" }>> | "swap" | null;
  /** The orchestrator's clock is ahead by so much. */
  skewMs: number;
}>;

const PERFECT: Stream = {
  n: 1,
  at: 60_000,
  lengthMs: 120_000,
  firstMs: 1000,
  fps: () => 20,
  inputFps: () => 20,
  inError: () => false,
  everyMs: 10_000,
  e2eMs: 500,
  orchestrator: A,
  node: address("a1"),
  purpose: "live",
  end: { ending: "client_left" },
  skewMs: 0,
};

/** What a gateway's and what an orchestrator's agent observe of a stream. */
export function stream(override: Partial<Stream> = {}): {
  gateway: Observation[];
  orchestrator: Observation[];
} {
  const of = { ...PERFECT, ...override };
  const reports = Math.floor((of.lengthMs - 1000) / of.everyMs);
  const samples = of.firstMs === null ? [] : Array.from({ length: reports }, (_, i) => i);
  const sample = (i: number) => ({
    kind: "sample" as const,
    after: (i + 1) * of.everyMs,
    fps: of.fps(i),
    input_fps: of.inputFps(i),
    input_age_ms: 10,
    ...(of.fps(i) > 0 && { output_age_ms: 10 }),
    state: of.inError(i) ? ("error" as const) : ("online" as const),
  });
  const first = of.firstMs === null ? [] : [{ kind: "first_output" as const, after: of.firstMs }];
  const end =
    of.end === null
      ? []
      : of.end === "swap"
        ? [{ kind: "swap" as const, after: of.lengthMs }]
        : [{ ending: "completed" as const, ...of.end, kind: "ended" as const, after: of.lengthMs }];
  const told = (facts: readonly object[], skewMs: number, own: object, side: string) =>
    facts.map((fact, i) => {
      const { after, ...rest } = fact as { after: number; kind: string };
      return Observation.parse({
        id: `${side}-${of.n}-${of.orchestrator.slice(2, 4)}-${i}-${rest.kind}`,
        request: pseudonym(of.n),
        pipeline: "live-video-to-video",
        model: "sdxl",
        ...own,
        ...rest,
        at: T0 + of.at + after + skewMs,
      });
    });
  const named = { orchestrator: of.orchestrator, node: of.node };
  const e2e = of.e2eMs === null ? [] : [{ kind: "e2e", after: 30_000, latency_ms: of.e2eMs }];
  const relayed = samples.map(sample).map((each) => ({ ...each, relayed: true }));
  return {
    gateway: told(
      [
        { kind: "request_received", after: 0, purpose: of.purpose },
        { kind: "job_started", after: 10 },
        ...first,
        ...(of.firstMs === null ? [] : e2e),
        ...relayed,
        ...end,
      ],
      0,
      named,
      "g",
    ),
    orchestrator: told(
      [
        { kind: "job_started", after: 10 },
        ...first.map((each) => ({ ...each, latency_ms: (of.firstMs ?? 0) - 10 })),
        ...samples.map(sample),
        ...(of.end === "swap"
          ? [{ kind: "ended", ending: "client_left", after: of.lengthMs }]
          : end),
      ],
      of.skewMs,
      { job: pseudonym(5000 + of.n), node: of.node },
      "o",
    ),
  };
}
