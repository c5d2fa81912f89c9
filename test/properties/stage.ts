import { complianceOf } from "../../schema/sla/compliance.ts";
import { hourOf, nextHour } from "../../schema/sla/hour.ts";
import { DEFAULT_POLICY, policyDigest } from "../../schema/sla/policy.ts";
import type { Publication } from "../../schema/sla/publish/publish-hour.ts";
import { EMPTY_STATE, reduceWindow } from "../../schema/sla/reduce/reduce-window.ts";
import type { Compliance, Score } from "../../schema/wire/compliance.ts";
import type { Address } from "../../schema/wire/identifier.ts";
import type { Observation } from "../../schema/wire/observation.ts";
import type { RawObject, WindowLine } from "../../schema/wire/raw.ts";
import type { Witness } from "../../schema/wire/rollup.ts";
import type { Target } from "../../schema/wire/target.ts";
import {
  address,
  line,
  MINUTE_MS,
  object,
  publish,
  T0,
  target,
} from "../schema/sla/publish/scene.ts";

export const A = address("aa");
export const B = address("bb");
export const GATEWAY = target(1, { role: "gateway", gateway: address("99") });
export const AGENT_A = target(2, { orchestrator: A, node: address("a1"), registered_at: T0 });
export const AGENT_B = target(3, { orchestrator: B, node: address("b1"), registered_at: T0 });

/** An agent and all that it observed; in minutes that are `off` it neither ran nor observed. */
export type Actor = Readonly<{
  of: Target;
  facts: readonly Observation[];
  off?: readonly number[];
}>;

/** The windows that an agent seals: its observations through the reducer, minute by minute. */
export function windowsOf({ of, facts, off = [] }: Actor, minutes = 60): WindowLine[] {
  let state = EMPTY_STATE;
  const byMinute = Map.groupBy(facts, ({ at }) => Math.floor((at - T0) / MINUTE_MS));
  return Array.from({ length: minutes }, (_, minute) => minute).flatMap((minute) => {
    if (off.includes(minute)) return [];
    const turn = { role: of.role, start: T0 + minute * MINUTE_MS, decideAll: false };
    const { state: next, content } = reduceWindow(state, byMinute.get(minute) ?? [], turn);
    state = next;
    const collectors = [{ name: "trickle", status: "ok", reason: null }] as const;
    return [line(of, minute, { ...content, collectors: [...collectors] })];
  });
}

/** What the scraper stores of these windows: one turn a minute in which all answer, and the windows in the last. */
export function objectsOf(targets: readonly Target[], lines: readonly WindowLine[]): RawObject[] {
  return Array.from({ length: 60 }, (_, minute) =>
    object(minute, targets, minute === 59 ? lines : []),
  );
}

/** The hour that agents' observations become. */
export const hourFrom = (actors: readonly Actor[]): Promise<Publication> =>
  publish(
    objectsOf(
      actors.map(({ of }) => of),
      actors.flatMap((actor) => windowsOf(actor)),
    ),
  );

/** What is published of an orchestrator from an hour. */
export async function complianceIn(
  { rollups, hour }: Publication,
  orchestrator: Address = A,
): Promise<Compliance> {
  return complianceOf({
    orchestrator,
    workflow: null,
    period: "1h",
    from: hour.hour,
    to: nextHour(hourOf(T0)),
    rollups,
    hours: [hour],
    policy: DEFAULT_POLICY,
    policyDigest: await policyDigest(DEFAULT_POLICY),
    trust: null,
  });
}

/** The score of an orchestrator by what agents observed in an hour. */
export const scoreIn = async (
  actors: readonly Actor[],
  witness: Witness = "any",
  orchestrator: Address = A,
): Promise<Score> => (await complianceIn(await hourFrom(actors), orchestrator)).views[witness];
