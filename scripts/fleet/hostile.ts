import type { ProbeOutcome } from "../../schema/wire/raw.ts";
import type { Target } from "../../schema/wire/target.ts";
import type { Difference } from "./compare.ts";

/** Which outcomes each hostile agent may have, by its key. */
export type Expected = ReadonlyMap<
  string,
  Readonly<{ name: string; outcomes: readonly ProbeOutcome[] }>
>;

/**
 * What of the hostile agents is not as it should be: in a fleet that has one all of them are registered, each was asked, and none
 * ended otherwise than it may.
 *
 * @param seen  outcomes by target
 */
export function compareHostile(
  expected: Expected,
  targets: readonly Pick<Target, "id" | "agent">[],
  seen: ReadonlyMap<string, ReadonlySet<ProbeOutcome>>,
): Difference[] {
  if (!targets.some(({ agent }) => expected.has(agent))) return [];
  const idOf = new Map<string, string>(targets.map(({ id, agent }) => [agent, id]));
  return [...expected].flatMap(([key, { name, outcomes }]): Difference[] => {
    const id = idOf.get(key);
    if (id === undefined) return [{ agent: name, what: "is not among the targets" }];
    const own = [...(seen.get(id) ?? [])];
    if (own.length === 0) return [{ agent: name, what: "was not asked yet" }];
    return own
      .filter((outcome) => !outcomes.includes(outcome))
      .map((outcome) => ({ agent: name, what: `${outcome} instead of ${outcomes.join(" or ")}` }));
  });
}
