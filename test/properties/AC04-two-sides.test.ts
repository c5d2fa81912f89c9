import fc from "fast-check";
import { expect, it } from "vitest";
import { hourOf } from "../../schema/sla/hour.ts";
import type { Observation } from "../../schema/wire/observation.ts";
import type { WindowLine } from "../../schema/wire/raw.ts";
import type { Witness } from "../../schema/wire/rollup.ts";
import { count, publish, T0 } from "../schema/sla/publish/scene.ts";
import { runs } from "./runs.ts";
import { AGENT_A, GATEWAY, objectsOf, windowsOf } from "./stage.ts";
import { stream } from "./stream.ts";

const HOURS = 6;
const MINUTE_MS = 60_000;

const hourIn = (lines: readonly WindowLine[]): number[] =>
  lines.map(({ signed }) => Math.floor((signed.window.start - T0) / 3_600_000));

/** The hour in which a side decides, and those in which it tells of the job. */
function toldIn(lines: readonly WindowLine[]): { decides: number; tells: ReadonlySet<number> } {
  const has = (some: (job: WindowLine["signed"]["window"]["jobs"][number]) => boolean) =>
    hourIn(lines.filter(({ signed }) => signed.window.jobs.some(some)));
  return { decides: has(({ totals }) => totals !== null)[0]!, tells: new Set(has(() => true)) };
}

/** What docs/adr/0003 leaves: decided two hours apart, and no word of the gateway in the hour that has the orchestrator's. */
function mayCountTwice(gateway: readonly WindowLine[], agent: readonly WindowLine[]): boolean {
  const [seen, own] = [toldIn(gateway), toldIn(agent)];
  const counting = [own.decides, own.decides + 1].find((hour) => !seen.tells.has(hour));
  return counting !== undefined && Math.abs(seen.decides - own.decides) >= 2;
}

const cut = fc.option(fc.integer({ min: 1, max: 299 }), { nil: 300, freq: 2 });

it("AC04: a job of hours that two sides tell of counts once, by whatever its agent's cuts and the gateway's late words", async () => {
  const scene = fc.record({
    from: fc.nat(59),
    length: fc.integer({ min: 60, max: 240 }),
    agentUntil: cut,
    gatewayUntil: cut,
    late: fc.oneof(fc.constant(0), fc.nat(250)),
  });
  await fc.assert(
    fc.asyncProperty(scene, async ({ from, length, agentUntil, gatewayUntil, late }) => {
      const of = { at: from * MINUTE_MS, lengthMs: length * MINUTE_MS, everyMs: MINUTE_MS };
      const seen = stream(of);
      const until = (facts: readonly Observation[], minute: number) =>
        facts.filter(({ at }) => at < T0 + minute * MINUTE_MS || at <= T0 + of.at + 10);
      const fromLate = (o: Observation) => ({ ...o, at: Math.max(o.at, T0 + late * MINUTE_MS) });
      const told = [
        { of: GATEWAY, facts: until(seen.gateway, gatewayUntil).map(fromLate) },
        { of: AGENT_A, facts: until(seen.orchestrator, agentUntil) },
      ];
      const [gateway = [], agent = []] = told.map((actor) => windowsOf(actor, HOURS * 60));
      const objects = objectsOf([GATEWAY, AGENT_A], [...gateway, ...agent]);
      const hours = await Promise.all(
        Array.from({ length: HOURS }, (_, n) =>
          publish(objects, { hour: hourOf(T0 + n * 3_600_000) }),
        ),
      );
      const decided = (witness: Witness) =>
        hours
          .flatMap((hour) =>
            (["success", "failed", "excused"] as const).map((name) =>
              count(hour, name, { witness }),
            ),
          )
          .reduce((a, b) => a + b);
      expect(decided("corroborated")).toBe(1);
      expect(decided("any")).toBe(mayCountTwice(gateway, agent) ? 2 : 1);
    }),
    { numRuns: runs(12) },
  );
});
