import { join } from "node:path";
import type { Agents } from "./agents.ts";
import { launchFleet } from "./fleet.ts";
import { guide } from "./guide.ts";
import { launchHostile } from "./hostile.ts";
import { migrate } from "./migrate.ts";
import { operatorTokenOf } from "./operator-token.ts";
import { holderOf, isFree } from "./port.ts";
import { published } from "./published.ts";
import { register } from "./register.ts";
import { startImport } from "./start-import.ts";
import { BadOption, readStartOptions, type StartOptions, USAGE } from "./start-options.ts";
import { takeStateFolder } from "./state-folder.ts";
import { endOnSignals, teardown } from "./teardown.ts";
import { startTicking } from "./ticking.ts";
import { startLocalWorker } from "./worker.ts";

const say = (line: string) => console.log(line);
const running = teardown(say);

try {
  const options = readStartOptions(process.argv.slice(2), process.cwd());
  if (options === null) say(USAGE);
  else await start(options);
} catch (error) {
  // What fails because it is being stopped has not failed.
  const ending = running.isEnding();
  if (!ending) console.error(error instanceof BadOption ? `npm start: ${error.message}` : error);
  await running.end();
  process.exit(ending ? 0 : error instanceof BadOption ? 2 : 1);
}

async function start({ port, stateDir, fresh, ...options }: StartOptions): Promise<void> {
  if (!(await isFree(port))) {
    const holder = holderOf(port) ?? "another process";
    throw new BadOption(`port ${port} is held by ${holder}: end it, or choose another with --port`);
  }
  running.add(takeStateFolder(stateDir, fresh));
  const token = operatorTokenOf(stateDir);
  const agentsDir = join(stateDir, "agents");
  say(`state: ${stateDir}`);

  const [worker, agents] = await Promise.all([
    startWorker(port, stateDir, token),
    startAgents(options, agentsDir),
  ]);
  const { targets } = agents;
  const count = Object.values(agents.windows).reduce((sum, ofHour) => sum + ofHour, 0);
  say(`agents: ${targets.length}, with ${count} sealed windows to fetch`);

  const shards = await register(worker.url, token, targets);
  say("registered: scraping and publishing");
  const hours = await published(worker, { ...agents, shards }, running.isEnding);
  for (const { hour, version, state, windows, jobs } of hours ?? [])
    say(`published: ${hour} version ${version} (${state}): ${windows} windows, ${jobs} jobs`);
  if (hours === null) say("some hours are not published yet; cron goes on");

  const ticking = startTicking(worker.tick, say);
  running.add(ticking.stop);
  const url = `http://localhost:${port}`;
  const lines = await guide(url, targets, hours ?? []);
  say(`ready: ${url}`);
  for (const line of lines) say(line);
}

async function startWorker(port: number, stateDir: string, token: string) {
  await migrate(stateDir);
  const worker = await startLocalWorker(port, stateDir, token);
  // Miniflare's own listeners end the process before the fleet is stopped.
  endOnSignals(running, say);
  running.add(worker.stop);
  return worker;
}

async function startAgents(
  { fleet, hostile, events }: Pick<StartOptions, "fleet" | "hostile" | "events">,
  dir: string,
): Promise<Agents> {
  if (events.length > 0) {
    const { stop, ...agents } = await startImport(events, dir, say);
    running.add(stop);
    return agents;
  }
  const { stop, agents } = launchFleet(fleet, dir);
  running.add(stop);
  if (!hostile) return agents;
  const [others, honest] = await Promise.all([launchHostile(), agents]);
  running.add(others.stop);
  say(`hostile agents: ${others.targets.length}`);
  return { ...honest, targets: [...honest.targets, ...others.targets] };
}
