import { coldAnswers } from "./cold-answers.ts";
import { consumerCpu } from "./consumer-cpu.ts";
import { consumerInWorkerd } from "./consumer-in-workerd.ts";
import { TURNS } from "./consumer-turn.ts";
import type { Effort } from "./effort.ts";
import type { Detailed } from "./parts.ts";
import { judged } from "./row.ts";
import { turnMemory } from "./turn-memory.ts";

/** Rounds are short here, and many settle what one alone does not. */
const ROUNDS_EACH = 12;

/** The Free plan's limit for one invocation, in milliseconds. */
const GOAL = { atMost: 10 };

/**
 * What a turn of the consumer takes of the CPU: in the middle of an hour, which is the mean, and at its end, the most. And of
 * memory at its worst. And what the API takes for answers of which it has kept nothing.
 */
export async function cpuBench(effort: Effort): Promise<Detailed> {
  const { rounds, smoke } = effort;
  // Once to warm up, and left out: until then code is compiled as it runs.
  await consumerCpu(ROUNDS_EACH, 0);
  const middle = await turnOf(TURNS / 2, rounds);
  const last = await turnOf(TURNS - 1, rounds);
  const row = (which: string, { inNode, inWorkerd, cryptoMs }: Measured) => ({
    part: "cpu",
    what: `consumer's turn without I/O, 40 quiet targets, 200 windows, ${which} of the hour, ms`,
    ours: `${inNode.toFixed(1)} ms in Node, ${inWorkerd?.toFixed(1) ?? "?"} ms in workerd`,
    against: `the Free plan's 10 ms; its cryptography alone in Node: ${cryptoMs.toFixed(1)} ms`,
  });
  return {
    rows: [
      judged(row("the middle", middle), [middle.inNode], GOAL),
      judged(row("the end", last), [last.inNode], GOAL),
      ...(smoke ? [] : [await turnMemory(1)]),
      ...(await coldAnswers(effort)),
    ],
    details: [
      "The consumer's last turn of an hour by step, CPU in Node:",
      ...last.steps.map(({ step, cpuMs }) => `${cpuMs.toFixed(2).padStart(8)} ms  ${step}`),
      `raw object: ${last.bytes} bytes, ${Math.round(last.bytes / 200)} per window`,
    ],
  };
}

type Measured = Awaited<ReturnType<typeof turnOf>>;

async function turnOf(nth: number, rounds: number) {
  const measured = await consumerCpu(rounds * ROUNDS_EACH, nth);
  const inNode = measured.steps.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
  return { ...measured, inNode, inWorkerd: await consumerInWorkerd(rounds * 3, nth) };
}
