import { verifyAll } from "../../../schema/sla/chain.ts";
import type { RawObject } from "../../../schema/wire/raw.ts";
import type { Finding } from "./finding.ts";

/** Checks every signature and every link of the chains of all windows, by the agents that the plans name. */
export async function checkWindows(
  objects: readonly RawObject[],
): Promise<{ windows: number; findings: Finding[] }> {
  const lines = objects.flatMap(({ plan, windows }) => {
    const agents = new Map(plan.targets.map(({ id, agent }) => [id, agent]));
    return windows.flatMap(({ target, signed }) => {
      const agent = agents.get(target);
      return agent === undefined ? [] : [{ agent, signed }];
    });
  });
  const findings: Finding[] = [];
  for (const [agent, own] of Map.groupBy(lines, (line) => line.agent)) {
    const fault = await verifyAll(
      own.map(({ signed }) => signed),
      agent,
    );
    if (fault)
      findings.push({
        what: `window ${fault.at} of ${agent}`,
        expected: "signed and chained",
        found: fault.fault,
      });
  }
  return { windows: lines.length, findings };
}
