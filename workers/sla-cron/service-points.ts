import { pointState, unlessAllDown } from "../../schema/sla/gateway/point-state.ts";
import type { Address } from "../../schema/wire/identifier.ts";
import type { ServicePoint } from "../../schema/wire/network.ts";
import type { Target } from "../../schema/wire/target.ts";
import type { newestOutcomes } from "../store/newest-outcomes.ts";

type Point = ServicePoint & Readonly<{ orchestrator: Address }>;

/** Where each enabled orchestrator's agent says that its orchestrator answers, and how the last slots found it. */
export function pointsOf(
  targets: readonly Target[],
  outcomes: Awaited<ReturnType<typeof newestOutcomes>>,
  nearMs: number,
): Point[] {
  const points = targets.flatMap(({ id, orchestrator, service_uri, region }) =>
    orchestrator === null
      ? []
      : [
          {
            orchestrator,
            uri: service_uri ?? null,
            region,
            state: pointState(outcomes.get(id) ?? {}, nearMs),
          },
        ],
  );
  return unlessAllDown(points);
}
