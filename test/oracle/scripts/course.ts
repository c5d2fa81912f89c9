import type { Role } from "../../../schema/wire/workflow.ts";
import type { Attempt } from "./attempt.ts";
import type { Fact } from "./fact.ts";

/** Whose facts these are: with the place named or not; and what a payment by session says of its recipient. */
export type About = Readonly<{ role: Role; named: object; anyone: object; owner: object }>;

/** What is told of an attempt that begins at `from`, but for its start and its end; and when it ends. */
export function course(of: Attempt, from: number, about: About): { facts: Fact[]; endAt: number } {
  const lasts = of.statuses.reduce((ms, { gap }) => ms + gap, 0);
  const length = Math.max(lasts, (of.first ?? 0) + OWN_MS + 1, 1000);
  const endAt = from + length + of.rest;
  const { model } = of;
  const workflow = model === null ? {} : { pipeline: "live-video-to-video", model };
  const runner = [...statusesOf(of, from, endAt, about.role), ...outputOf(of, from, about.role)];
  const facts = [
    ...runner.map((fact) => ({ ...about.named, ...workflow, ...fact })),
    ...asidesOf(of, from, length, about),
    ...paymentsOf(of, from, length, about),
  ];
  return { facts, endAt };
}

/** A gateway has the first output so long after the runner has sent it. */
const OWN_MS = 300;

/**
 * Statuses, and those after the end. What the reducer, which keeps the last 20 s of a stream, cannot see as METRICS.md §4 has it
 * is left out: input that had stopped before an earlier status said that it came.
 */
function statusesOf(of: Attempt, from: number, endAt: number, role: Role): Fact[] {
  const relayed = role === "gateway";
  const runner_started_at = of.runner === null ? null : of.runner + from;
  let at = from;
  let inputAt = from;
  let ageMs: number | null | undefined;
  const told = ({ gap, ...said }: Attempt["statuses"][number]): Fact => {
    at += gap;
    const about = { kind: "sample", at, runner_started_at, relayed } as const;
    // Of two statuses with one time both know the same of input.
    if (gap > 0 || ageMs === undefined)
      ageMs = said.input_age_ms === null ? null : Math.min(said.input_age_ms, at - inputAt);
    inputAt = at - Math.max(0, ageMs ?? 0);
    return { ...said, ...about, input_age_ms: ageMs };
  };
  const samples = of.statuses.map(told);
  at = endAt;
  return [...samples, ...of.tail.map((each) => told({ ...each, late: 0 }))];
}

/** The runner's first output, and a gateway's own receipt of it. */
function outputOf({ first, runner, latency_ms }: Attempt, from: number, role: Role): Fact[] {
  if (first === null) return [];
  const runner_at = runner === null ? null : runner + from + first - 7;
  const relayed = role === "gateway";
  const sent = { kind: "first_output", at: from + first, late: 0 } as const;
  return [
    { ...sent, latency_ms, runner_at, relayed },
    ...(relayed ? [{ ...sent, at: sent.at + OWN_MS }] : []),
  ];
}

/** An error has its name from its time: every status that repeats it is the same fact. */
function asidesOf({ asides }: Attempt, from: number, length: number, of: About): Fact[] {
  return asides.flatMap(({ where, said, isNamed, late }, n): Fact[] => {
    const about = isNamed || said.kind === "bytes" ? of.named : of.anyone;
    const at = from + Math.floor((length * where) / 1000);
    if (said.kind !== "error") return [{ ...about, ...said, at, late }];
    const { repeats, means, ...rest } = said;
    const relayed = rest.relayed && of.role === "gateway";
    const words = { ...about, ...rest, ...means, relayed, late, id: `error:${from}:${n}` };
    return Array.from({ length: repeats + 1 }, (_, i) => ({ ...words, at: at + i * 10_000 }));
  });
}

const paymentsOf = ({ payments }: Attempt, from: number, length: number, of: About): Fact[] =>
  payments.map(({ where, bySession, ...said }) => {
    const whose = bySession ? { ...of.owner, request: null } : of.named;
    const at = from + Math.floor((length * where) / 1000);
    return { ...whose, ...said, kind: "payment", session: "5e", at, late: 0 };
  });
