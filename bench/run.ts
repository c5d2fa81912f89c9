import { agentBench } from "./agent.ts";
import { apiBench } from "./api.ts";
import { consumerCpu } from "./consumer-cpu.ts";
import { costTable } from "./cost-table.ts";

const ROUNDS = 60;

/** The Free plan's limit for one invocation. */
const LIMIT_MS = 10;

const BENCHES: Readonly<Record<string, () => Promise<string[]> | string[]>> = {
  agent: agentBench,
  api: apiBench,
  cost: () => ["Per day, without faults:", "", ...costTable()],
  cpu: async () => {
    const { steps, bytes } = await consumerCpu(ROUNDS);
    const total = steps.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
    return [
      `One turn of 40 quiet targets at 300 s, 200 windows, without I/O: ${total.toFixed(1)} ms of CPU (limit ${LIMIT_MS})`,
      ...steps.map(({ step, cpuMs }) => `${cpuMs.toFixed(2).padStart(8)} ms  ${step}`),
      `raw object: ${bytes} bytes, ${Math.round(bytes / 200)} per window`,
    ];
  },
};

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !(name in BENCHES));
if (unknown !== undefined) {
  console.error(`bench: ${unknown} is none of ${Object.keys(BENCHES).join(", ")}`);
  process.exitCode = 2;
} else
  for (const [name, bench] of Object.entries(BENCHES))
    if (asked.length === 0 || asked.includes(name))
      console.log([`# ${name}`, ...(await bench()), ""].join("\n"));
