import { SLOT_OUTCOMES, type SlotOutcome } from "../breaker.ts";

/** Probes with one outcome that follow each other at equal distances: first slot, distance in ms, outcome, how many. */
export type ProbeRun = readonly [at: number, stepMs: number, outcome: number, count: number];

/** Probes as runs: a quiet hour is one. */
export function encodeProbes(probes: ReadonlyMap<number, SlotOutcome>): ProbeRun[] {
  const runs: [number, number, number, number][] = [];
  for (const [at, said] of [...probes].sort(([a], [b]) => a - b)) {
    const outcome = SLOT_OUTCOMES.indexOf(said);
    const run = runs.at(-1);
    const stepMs = run === undefined ? 0 : at - (run[0] + run[1] * (run[3] - 1));
    if (run === undefined || run[2] !== outcome || (run[3] > 1 && run[1] !== stepMs))
      runs.push([at, 0, outcome, 1]);
    else {
      run[1] = stepMs;
      run[3] += 1;
    }
  }
  return runs;
}

/** The same probes, by the start of the slot. */
export function decodeProbes(runs: readonly ProbeRun[]): Map<number, SlotOutcome> {
  const probes = new Map<number, SlotOutcome>();
  for (const [at, stepMs, outcome, count] of runs)
    for (let i = 0; i < count; i++)
      probes.set(at + i * stepMs, SLOT_OUTCOMES[outcome] as SlotOutcome);
  return probes;
}
