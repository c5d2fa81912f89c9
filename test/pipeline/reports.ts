import { Observation } from "../../schema/wire/observation.ts";
import { withoutField } from "../properties/hidden.ts";
import type { Stream } from "../properties/stream.ts";
import { NOTHING, observersOf, type Reporting } from "./variants.ts";

/** Some frames of the first did not come, the second ends by an error, the third in an error state, and the fourth has no end. */
export const RECORD: readonly Partial<Stream>[] = [
  { at: 0, lengthMs: 62_000, firstMs: 3100, fps: (report) => [12, 9, 14][report % 3]! },
  { at: 0, lengthMs: 32_000, end: { ending: "error" } },
  { at: 0, lengthMs: 32_000, end: { ending: "client_left" } },
  { at: 0, lengthMs: 32_000, end: null },
];

/** All that an orchestrator's agent observes of it: also the error of the second, and the state of the third. */
export const OBSERVED: Reporting = (facts) => {
  const [, , third] = byStream(facts);
  const last = third?.findLast(({ kind }) => kind === "sample");
  return facts.flatMap((fact) => {
    if (fact === last) return [{ ...fact, ...STOPPED } as Observation];
    if (fact.kind !== "ended" || fact.ending !== "error") return [fact];
    const { id, at, request, job, node, pipeline, model } = fact;
    const about = { id: `${id}-by`, at: at - 10, request, job, node, pipeline, model };
    return [Observation.parse({ ...about, kind: "error", cause: "gpu" }), fact];
  });
};

/** A runner in its error state while output flows on: nothing but `state` tells of it. */
const STOPPED = { fps: 9, state: "error", output_age_ms: 10 };

const byStream = (facts: readonly Observation[]) => [
  ...Map.groupBy(facts, ({ job }) => job).values(),
];

const told =
  observersOf({ it: { streams: RECORD, seen: false, reports: OBSERVED } }, 0).observers.find(
    ({ name }) => name === "it",
  )?.facts ?? [];

/** Every fact of the first stream and how the others ended, by name and place: `sample, no. 3 of stream 1`. */
const FACTS = byStream(told).flatMap((facts, stream) =>
  facts
    .map((fact, i): [string, number] => [
      `${fact.kind}, no. ${i + 1} of stream ${stream + 1}`,
      told.indexOf(fact),
    ])
    .slice(stream === 0 ? 0 : -3),
);
const withoutFact =
  (n: number): Reporting =>
  (facts) =>
    OBSERVED(facts).filter((_, i) => i !== n);
const withoutStream =
  (n: number): Reporting =>
  (facts) =>
    byStream(OBSERVED(facts)).flatMap((of, i) => (i === n ? [] : of));

/** What is left out, by its name: a single fact, or a field wherever it is. */
export const LEFT_OUT: Readonly<Record<string, Reporting>> = Object.fromEntries([
  ...FACTS.map(([name, n]): [string, Reporting] => [name, withoutFact(n)]),
  ...["latency_ms", "input_fps", "input_age_ms", "output_age_ms", "state", "cause"].map(
    (field): [string, Reporting] => [
      field,
      (facts) => OBSERVED(facts).map((fact) => withoutField(fact, field)),
    ],
  ),
]);

/** The first fact of each kind, each whole stream, and everything. */
export const LEFT_OUT_OF_SEEN: Readonly<Record<string, Reporting>> = Object.fromEntries([
  ...["first_output", "sample", "error", "ended"].map((kind): [string, Reporting] => {
    const n = told.findIndex((fact) => fact.kind === kind);
    return [`the first ${kind}`, withoutFact(n)];
  }),
  ...RECORD.map((_, n): [string, Reporting] => [`stream ${n + 1}`, withoutStream(n)]),
  ["everything", NOTHING],
]);

/** What an agent may say of the same streams, honest or not. */
export const SAID: Readonly<Record<string, Reporting>> = {
  "reports all that it observes": OBSERVED,
  "has a clock that is 59 s ahead": (facts) =>
    facts.map((fact) => ({ ...fact, at: fact.at + 59_000 })),
  "reports that all of them failed": (facts) =>
    facts.map((fact) =>
      fact.kind === "ended" ? { ...fact, ending: "error", cause: "gpu" } : fact,
    ),
  "reports no output": (facts) =>
    facts.filter(({ kind }) => kind === "job_started" || kind === "ended"),
  "reports bad streams that nobody else saw": (facts) =>
    facts.map((fact) => ({ ...fact, request: `f${fact.request?.slice(1)}` })),
  "reports nothing": NOTHING,
};
