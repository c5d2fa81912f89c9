import { parseArgs } from "node:util";
import pLimit from "p-limit";
import { Status } from "../schema/wire/api/status.ts";
import { Registry, type Target } from "../schema/wire/target.ts";
import { hostileOutcomes } from "../test/sim/hostile.ts";
import { operatorTokenOf } from "../test/sim/operator-token.ts";
import { compare } from "./fleet/compare.ts";
import { compareHostile } from "./fleet/hostile.ts";
import { readOwnWindows } from "./fleet/own-windows.ts";
import { readSnapshots } from "./fleet/snapshots.ts";

const USAGE = `Usage: npm run check:fleet -- [--url http://localhost:8787] [--state .state]

Reads every agent's own windows and compares them hash by hash with the raw objects of a running \`npm start\`.
Exit status: 0 all of them are there, once and no other, and every hostile agent failed as it must; 1 not; 2 it could not be checked.`;

const AGENTS_AT_ONCE = 8;

try {
  process.exitCode = (await check()) ? 0 : 1;
} catch (error) {
  console.error(`check:fleet: ${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  process.exitCode = 2;
}

async function check(): Promise<boolean> {
  const { values } = parseArgs({
    options: {
      url: { type: "string", default: "http://localhost:8787" },
      state: { type: "string", default: ".state" },
    },
  });
  const { url, state } = values;
  const authorization = `Bearer ${operatorTokenOf(state)}`;
  const registry = await fetch(`${url}/admin/targets`, { headers: { authorization } });
  if (!registry.ok) throw new Error(`/admin/targets: HTTP ${registry.status}`);
  const targets = Registry.parse(await registry.json()).targets.filter(({ enabled }) => enabled);
  const hostile = await hostileOutcomes();
  const honest = targets.filter(({ agent }) => !hostile.has(agent));

  const askedAtMs = Date.now();
  const own = await windowsOf(honest);
  const { windows, outcomes } = await readSnapshots(url);
  const status = Status.parse(await (await fetch(`${url}/v1/status`)).json());
  const slotMs = (status.slot_seconds ?? 60) * 1000;
  // What was sealed within the last two slots may still be on its way.
  const dueBeforeMs = (Math.floor(askedAtMs / slotMs) - 2) * slotMs;
  const differences = honest.flatMap(({ id, url: agent }) =>
    compare(agent, own.get(id) ?? new Map(), windows.get(id) ?? new Map(), dueBeforeMs),
  );
  for (const { id, agent } of targets) {
    const name = hostile.get(agent)?.name;
    if (name) console.log(`hostile ${name}: ${[...(outcomes.get(id) ?? [])].join(", ")}`);
  }
  const wrong = compareHostile(hostile, targets, outcomes);
  const compared = [...own.values()].reduce((sum, { size }) => sum + size, 0);
  const nothing = compared === 0 ? [{ agent: "the fleet", what: "has no window to compare" }] : [];
  const all = [...nothing, ...differences, ...wrong];
  for (const { agent, what } of all.slice(0, 50)) console.log(`${agent}: ${what}`);
  const lag = status.lag_slots ?? Infinity;
  console.log(
    `${compared} windows of ${honest.length} agents compared: ${differences.length} differences; ` +
      `${wrong.length} hostile agents not as they should be; lag ${lag} slots`,
  );
  return all.length === 0 && lag <= 1;
}

async function windowsOf(targets: readonly Target[]) {
  const fewAtOnce = pLimit(AGENTS_AT_ONCE);
  const read = targets.map((target) =>
    fewAtOnce(async () => [target.id, await readOwnWindows(target.url)] as const),
  );
  return new Map(await Promise.all(read));
}
