import { verifyAll } from "../../../schema/sla/chain.ts";
import type { RawObject } from "../../../schema/wire/raw.ts";
import type { SignedWindow } from "../../../schema/wire/window.ts";
import type { Finding } from "./finding.ts";

/**
 * Windows whose signature holds, and how many there were: of hours that share some each is checked, and counted, once.
 * It holds none of them in memory.
 */
export type Signed = { readonly windows: WeakSet<SignedWindow>; count: number };

/** None so far. */
export const noneSigned = (): Signed => ({ windows: new WeakSet(), count: 0 });

/** Checks every signature and every link of the chains of all windows, by the agents that the plans name. */
export async function checkWindows(
  objects: readonly RawObject[],
  signed: Signed = noneSigned(),
): Promise<{ windows: number; findings: Finding[] }> {
  const lines = objects.flatMap(({ plan, windows }) => {
    const agents = new Map(plan.targets.map(({ id, agent }) => [id, agent]));
    return windows.flatMap(({ target, signed: window }) => {
      const agent = agents.get(target);
      return agent === undefined ? [] : [{ agent, window }];
    });
  });
  const findings: Finding[] = [];
  for (const [agent, own] of Map.groupBy(lines, (line) => line.agent)) {
    const windows = own.map(({ window }) => window);
    const fault = await verifyAll(windows, agent, signed.windows);
    if (fault)
      findings.push({
        what: `window ${fault.at} of ${agent}`,
        expected: "signed and chained",
        found: fault.fault,
      });
    else
      for (const window of windows)
        if (!signed.windows.has(window)) {
          signed.windows.add(window);
          signed.count += 1;
        }
  }
  return { windows: lines.length, findings };
}
