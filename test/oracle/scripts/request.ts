import fc from "fast-check";
import { nodeAt, orchestratorAt } from "../../properties/networks.ts";
import { pseudonym } from "../../schema/sla/publish/scene.ts";
import { attempt } from "./attempt.ts";
import { course } from "./course.ts";
import type { Fact, Telling } from "./fact.ts";
import { ending } from "./job.ts";

/** An attempt, how the gateway leaves it where another follows, and where it goes next. */
const leg = fc.record({
  of: attempt,
  leaving: fc.constantFrom("swap", "unnamed swap", "elsewhere", "refused"),
  next: fc.nat(2),
  /** What is on its way when the gateway leaves: it comes before the next attempt begins, or after. */
  onItsWay: fc.option(
    fc.record({ kind: fc.constantFrom("own", "relayed", "payment"), ms: fc.constantFrom(5, 200) }),
    { nil: null, freq: 1 },
  ),
});
type Leg = typeof leg extends fc.Arbitrary<infer L> ? L : never;

/**
 * Where each attempt is. Whose words they are that a runner still says of an attempt to whose place the gateway returns nobody can
 * tell, so there are none.
 */
function route(legs: readonly Leg[]): (Leg & { whom: number })[] {
  let whom = 0;
  const here = legs.map((each) => {
    const stay = { ...each, whom };
    const next = [0, 1, 2].filter((n) => each.leaving !== "elsewhere" || n !== whom);
    whom = next[each.next % next.length]!;
    return stay;
  });
  return here.map((each, i) => {
    const isRevisited = here.some((later, n) => n > i && later.whom === each.whom);
    return isRevisited ? { ...each, of: { ...each.of, tail: [] } } : each;
  });
}

/**
 * A request as a gateway's agent observes it: one attempt or several, told by events, by statuses that it asks for, or by both.
 * Whose a node is, where only some name the orchestrator, has tests of its own.
 */
export const request: fc.Arbitrary<Telling> = fc
  .record({
    legs: fc.array(leg, { minLength: 1, maxLength: 3 }).map(route),
    isReceived: fc.boolean(),
    purpose: fc.constantFrom("live", "live", "test"),
    end: fc.option(ending, { nil: null }),
    isEndNamed: fc.boolean(),
    told: fc.constantFrom("by events", "by events", "by both", "by statuses"),
  })
  .map(({ legs, isReceived, purpose, end, isEndNamed, told }) => (n, from, isOwned) => {
    const anyone = { request: pseudonym(100 + 16 * n) };
    const received = isReceived && told !== "by statuses";
    const out: Fact[] = received
      ? [{ ...anyone, kind: "request_received", purpose, at: from, late: 0 }]
      : [];
    let since = from;
    legs.forEach(({ of, leaving, whom, onItsWay }, i) => {
      const isLast = i === legs.length - 1;
      const owner = isOwned ? { orchestrator: orchestratorAt(whom) } : {};
      const named = { ...anyone, ...owner, node: nodeAt(2 * whom) };
      const { facts, endAt } = course(of, since + 10, { role: "gateway", named, anyone, owner });
      out.push({
        ...named,
        kind: "job_started",
        workload: of.workload,
        purpose,
        at: since + 10,
        late: 0,
      });
      out.push(...facts);
      if (onItsWay !== null && !isLast)
        out.push({ ...named, ...wordOf(onItsWay.kind), at: endAt + onItsWay.ms, late: 0 });
      const at = { at: endAt, late: 0 };
      if (isLast)
        out.push(
          end === null
            ? { ...named, ...at, kind: "restart" }
            : { ...(isEndNamed ? named : anyone), ...at, ...end, kind: "ended" },
        );
      else if (leaving === "refused")
        out.push({ ...named, ...at, kind: "ended", ending: "refused" });
      else if (leaving !== "elsewhere")
        out.push({ ...(leaving === "swap" ? named : anyone), ...at, kind: "swap" });
      since = endAt;
    });
    if (told === "by statuses") return out.map((fact) => ({ ...fact, polled: true }));
    const again = out.filter(({ kind }) => told === "by both" && kind === "sample");
    return [...out, ...again.map((fact) => ({ ...fact, at: fact.at + 200, polled: true }))];
  });

const PAID = { session: "5e", tickets: 1, face_value_wei: "7", win_prob: "1" };

/** A first output, a gateway's own or relayed, or a payment. */
const wordOf = (what: string): Omit<Fact, "at" | "late"> & { kind: Fact["kind"] } =>
  what === "payment"
    ? { kind: "payment", ...PAID }
    : { kind: "first_output", relayed: what === "relayed" };
