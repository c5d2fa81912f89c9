import { type ChainFault, checkPage, verifyAll } from "../../../schema/sla/chain.ts";
import type { AgentKey } from "../../../schema/wire/identifier.ts";
import type { RawObject } from "../../../schema/wire/raw.ts";
import type { SignedWindow } from "../../../schema/wire/window.ts";
import type { AgentFault } from "./agent-fault.ts";
import type { Finding } from "./finding.ts";
import { forksOf } from "./forks-of.ts";

/**
 * Windows whose signature holds, and how many there were: of hours that share some each is checked, and counted, once.
 * It holds none of them in memory.
 */
export type Signed = { readonly windows: WeakSet<SignedWindow>; count: number };

/** None so far. */
export const noneSigned = (): Signed => ({ windows: new WeakSet(), count: 0 });

/** What is wrong with windows: with what was stored, or with what their agents signed. */
export type CheckedWindows = Readonly<{
  windows: number;
  findings: readonly Finding[];
  faults: readonly AgentFault[];
}>;

/**
 * Checks every signature of all windows, by the agents that the plans name, and every link of their chains: within an object
 * a scraper has to refuse what is broken; what parts between two objects it may not have been able to see.
 */
export async function checkWindows(
  objects: readonly RawObject[],
  signed: Signed = noneSigned(),
): Promise<CheckedWindows> {
  const findings: Finding[] = [];
  const faults: AgentFault[] = [];
  const pages = objects.flatMap(pagesOf);
  for (const [agent, own] of Map.groupBy(pages, (page) => page.agent)) {
    const believed: SignedWindow[] = [];
    for (const { windows } of own) {
      const fault = await verifyAll(windows, agent, signed.windows);
      if (fault === null) count(windows, signed);
      // Named by a window that is signed: whoever signed that one made this one.
      else if ((await checkPage(windows, agent)) === null) faults.push(unsigned(fault, agent));
      else {
        findings.push(findingOf(fault, agent));
        continue;
      }
      believed.push(...windows);
    }
    for (const { window, expected, found } of await forksOf(believed)) {
      const { epoch, seq } = window;
      faults.push({ agent, epoch, seq, fault: "forked", expected, found });
    }
  }
  return { windows: pages.reduce((sum, { windows }) => sum + windows.length, 0), findings, faults };
}

/** Windows of one target in one object. */
function pagesOf({ plan, windows }: RawObject) {
  const byTarget = Map.groupBy(windows, ({ target }) => target);
  return plan.targets.flatMap(({ id, agent }) => {
    const own = byTarget.get(id)?.map((line) => line.signed) ?? [];
    return own.length === 0 ? [] : [{ agent, windows: own }];
  });
}

function count(windows: readonly SignedWindow[], signed: Signed): void {
  for (const window of windows)
    if (!signed.windows.has(window)) {
      signed.windows.add(window);
      signed.count += 1;
    }
}

const findingOf = ({ fault, at }: ChainFault, agent: AgentKey): Finding => ({
  what: `window ${at} of ${agent}`,
  expected: "signed and chained",
  found: fault,
});

function unsigned({ at }: ChainFault, agent: AgentKey): AgentFault {
  const [epoch = "", seq] = at.split("/");
  const said = { expected: "its agent's signature", found: "another" };
  return { agent, epoch, seq: Number(seq), fault: "unsigned", ...said };
}
