import { expect, it } from "vitest";
import type { Target } from "../../../../schema/wire/target.ts";
import { delegated, NODE, ORCHESTRATOR, STRANGER } from "../../../support/wallets.ts";
import { jobEntry, line, object, publish, T0, target } from "./scene.ts";

const agent = target(7, { orchestrator: ORCHESTRATOR.address, node: NODE.address });
const iso = (minute: number) => `${new Date(T0 + minute * 60_000).toISOString().slice(0, 19)}Z`;
const by = (wallet: typeof NODE, terms: object = {}) => ({
  delegation: delegated({ agent_key: agent.agent, ...terms }, wallet),
});

/** The trust of a job's side, published from a plan a minute, each with the agent's row as it was then. */
async function published(rows: readonly Partial<Target>[]): Promise<number | undefined> {
  const jobs = [jobEntry({ orchestrator: ORCHESTRATOR.address })];
  const objects = rows.map((row, minute) => {
    const of = { ...agent, ...row };
    return object(minute, [of], minute === 0 ? [line(of, 0, { jobs })] : []);
  });
  const [job] = (await publish(objects)).jobs;
  return job?.evidence.orchestrator?.trust;
}

const hosted = { service_host: "agent.example" };

it.each([
  ["nothing, whatever the plan says", 0, [{ trust: 3 }]],
  ["the host", 1, [{ ...hosted, trust: 0 }]],
  ["what the node signed", 2, [by(NODE)]],
  ["what the orchestrator signed", 3, [by(ORCHESTRATOR)]],
  ["the host, where a stranger signed", 1, [{ ...by(STRANGER), ...hosted, trust: 3 }]],
  ["the latest plan's row", 2, [by(ORCHESTRATOR), by(NODE)]],
  ["the latest plan's row, when it has none", 0, [by(ORCHESTRATOR), {}]],
  ["what holds when the latest slot begins", 3, [by(ORCHESTRATOR, { expires: iso(1) })]],
  [
    "the host, as soon as the delegation has expired",
    1,
    [by(ORCHESTRATOR, { expires: iso(1) }), by(ORCHESTRATOR, { expires: iso(1) })].map((row) => ({
      ...row,
      ...hosted,
      trust: 3,
    })),
  ],
] as const)("founds the published trust on %s", async (_, trust, rows) => {
  expect(await published(rows as readonly Partial<Target>[])).toBe(trust);
});
