import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openAgent } from "../agent/src/agent.ts";
import { pseudonymise } from "../agent/src/collectors/pseudonymise.ts";
import { listen } from "../agent/src/http/listen.ts";
import { Address } from "../schema/wire/identifier.ts";
import { Observation, type ObservationInput } from "../schema/wire/observation.ts";
import { TargetInput } from "../schema/wire/target.ts";
import { migrate } from "../test/sim/migrate.ts";
import { register } from "../test/sim/register.ts";
import { startTicking } from "../test/sim/ticking.ts";
import { startLocalWorker } from "../test/sim/worker.ts";
import { freePort } from "./free-port.ts";

const TOKEN = "0123456789abcdef0123456789abcdef";
const ORCHESTRATOR = Address.parse(`0x${"ab".repeat(20)}`);
const SEAL_EVERY_MS = 1000;

/** One agent on the real clock, scraped and published by the whole Worker. */
export type FreshStack = AsyncDisposable &
  Readonly<{
    url: string;
    /** A request that takes half a second ends now. */
    endJob: () => void;
  }>;

export async function startFreshStack(): Promise<FreshStack> {
  const dir = mkdtempSync(join(tmpdir(), "bench-fresh-"));
  await migrate(dir);
  const worker = await startLocalWorker(await freePort(), dir, TOKEN);
  const store = join(dir, "agent");
  const agent = openAgent(
    { store, role: "orchestrator", orchestrator: ORCHESTRATOR },
    { now: Date.now },
  );
  const { url, close } = await listen(agent.fetch, { host: "127.0.0.1", port: 0 });
  const row = { url, agent: agent.identity().agent, role: "orchestrator" };
  await register(worker.url, TOKEN, [TargetInput.parse({ ...row, orchestrator: ORCHESTRATOR })]);
  const ticking = startTicking(worker.tick, (line) => console.error(line));
  const sealing = setInterval(agent.seal, SEAL_EVERY_MS);
  let jobs = 0;
  return {
    url: worker.url,
    endJob: () => {
      agent.accept(jobThatEnds(Date.now(), (jobs += 1)).map(pseudonymise));
    },
    async [Symbol.asyncDispose]() {
      clearInterval(sealing);
      await ticking.stop();
      await close();
      agent.close();
      await worker.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function jobThatEnds(at: number, n: number): Observation[] {
  const about = { job: `job-${n}`, pipeline: "text-to-image", model: "bench" };
  const facts: ObservationInput[] = [
    { ...about, kind: "job_started", id: `s${n}`, at: at - 500, workload: "request" },
    { ...about, kind: "first_output", id: `f${n}`, at: at - 10, latency_ms: 490 },
    { ...about, kind: "ended", id: `e${n}`, at, ending: "completed" },
  ];
  return facts.map((fact) => Observation.parse(fact));
}
