import fc from "fast-check";
import { causeOf } from "../../../schema/sla/causes.ts";
import { Observation } from "../../../schema/wire/observation.ts";
import type { Role } from "../../../schema/wire/workflow.ts";
import { MINUTE, T0 } from "../../support/observations.ts";
import type { Fact, Telling } from "./fact.ts";
import { job } from "./job.ts";
import type { Heard, Turns } from "../observed.ts";
import { request } from "./request.ts";

/** What an agent observed, and the windows that it seals. */
export type Script = Readonly<{ heard: readonly Heard[]; turns: Turns }>;

/**
 * Observations of one agent: up to three jobs or requests at once. What comes in a minute in which it does not run is in the
 * next window that it seals. Windows go on until silence has decided everything, or the last one decides it, as an import's.
 */
const scripted = (telling: fc.Arbitrary<Telling>, role: Role): fc.Arbitrary<Script> =>
  fc
    .record({
      tellings: fc.array(fc.tuple(telling, fc.nat(90_000)), { minLength: 1, maxLength: 3 }),
      off: fc.uniqueArray(fc.nat(12), { maxLength: 3 }),
      decideAll: fc.boolean(),
      isOwned: fc.boolean(),
    })
    .map(({ tellings, off, decideAll, isOwned }) => {
      const facts = tellings.flatMap(([tell, from], n) => tell(n, from, isOwned));
      const first = minuteOf(T0 + Math.min(...facts.map(({ at }) => at)));
      const last = T0 + Math.max(...facts.map(({ at, late }) => at + late * MINUTE));
      const minutes = Math.floor((last - first) / MINUTE) + (decideAll ? 1 : 13);
      const starts = Array.from({ length: minutes }, (_, i) => first + i * MINUTE).filter(
        (_, i) => i === minutes - 1 || !off.includes(i),
      );
      const heard = facts
        .toSorted((a, b) => a.at - b.at)
        .map((fact, n) => heardAs(fact, n, starts))
        .toSorted((a, b) => a.arrived - b.arrived);
      return { heard, turns: { role, starts, decideAll } };
    });

export const SCRIPTS = {
  orchestrator: scripted(job, "orchestrator"),
  gateway: scripted(request, "gateway"),
};

const minuteOf = (at: number): number => Math.floor(at / MINUTE) * MINUTE;

function heardAs({ late, message, ...said }: Fact, n: number, starts: readonly number[]): Heard {
  const at = T0 + said.at;
  const cause = message === undefined ? {} : { cause: causeOf(message).cause };
  const fact = Observation.parse({ id: `${n}`, ...said, ...cause, at });
  const arrived = starts.find((start) => start >= minuteOf(at + late * MINUTE))!;
  return { arrived, fact, ...(message !== undefined && { message }) };
}
