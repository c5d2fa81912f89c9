import { consumerCpu } from "./consumer-cpu.ts";
import { consumerInWorkerd } from "./consumer-in-workerd.ts";
import type { Effort } from "./effort.ts";
import type { Detailed } from "./parts.ts";
import { judged } from "./row.ts";

/** Rounds are short here, and many settle what one alone does not. */
const ROUNDS_EACH = 12;

/** The Free plan's limit for one invocation, in milliseconds. */
const GOAL = { atMost: 10 };

/** What the consumer's turn takes of the CPU, in workerd and in Node, and which step takes it. */
export async function cpuBench({ rounds }: Effort): Promise<Detailed> {
  const { steps, cryptoMs, bytes } = await consumerCpu(rounds * ROUNDS_EACH);
  const inNode = steps.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
  const inWorkerd = await consumerInWorkerd(rounds * 3);
  const ms = (value: number) => `${value.toFixed(2).padStart(8)} ms `;
  const row = {
    part: "cpu",
    what: "consumer's turn without I/O, 40 quiet targets, 200 windows, ms",
    ours: `${inNode.toFixed(1)} ms in Node, ${inWorkerd?.toFixed(1) ?? "?"} ms in workerd`,
    against: `the Free plan's 10 ms; its cryptography alone: ${cryptoMs.toFixed(1)} ms`,
  };
  return {
    rows: [judged(row, [inNode], GOAL)],
    details: [
      "The consumer's turn by step, CPU in Node:",
      ...steps.map(({ step, cpuMs }) => `${ms(cpuMs)} ${step}`),
      `raw object: ${bytes} bytes, ${Math.round(bytes / 200)} per window`,
    ],
  };
}
