import { ratioOf } from "../../schema/sla/quotient.ts";
import { workflowName } from "../../schema/sla/workflow-name.ts";
import type { DemandRow } from "../../schema/wire/api/demand.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import type { Reason } from "../../schema/wire/reason.ts";
import type { Sums } from "../../schema/wire/rollup.ts";
import type { Group } from "../store/stored-sums.ts";
import { type Asked, isBy, isByPlace } from "./demand-asked.ts";

const ATTOWEI_PER_WEI = 10n ** 18n;

/** One interval's sums as a row, each null with its reason. */
export function demandRow(
  { key, sums, from, to }: Group & Readonly<{ from: Hour; to: Hour }>,
  asked: Asked,
): DemandRow {
  const { filter } = asked;
  const { counts, amounts } = sums;
  const { busy_slot_ms: busy = 0, idle_slot_ms: idle = 0 } = counts;
  const untold = whyUntold(sums, asked);
  const capacity_rate = ratioOf(busy, busy + idle);
  return {
    from,
    to,
    workflow: workflowName(key.pipeline ?? null, key.model ?? null) ?? filter.workflow ?? null,
    gateway: key.gateway ?? filter.gateway ?? null,
    orchestrator: key.orchestrator ?? filter.orchestrator ?? null,
    region: key.region ?? filter.region ?? null,
    gpu: key.gpu ?? filter.gpu ?? null,
    requests: untold === null ? (counts.requests ?? 0) : null,
    missing_capacity: untold === null ? (counts.missing_capacity ?? 0) : null,
    jobs: {
      success: counts.success ?? 0,
      failed: counts.failed ?? 0,
      excused: counts.excused ?? 0,
    },
    inference_minutes: (counts.active_ms ?? 0) / 60_000,
    capacity_rate,
    fees: {
      tickets: counts.tickets ?? 0,
      face_value_wei: amounts.face_value_wei ?? "0",
      expected_value_wei: String(BigInt(amounts.expected_value_attowei ?? "0") / ATTOWEI_PER_WEI),
      linked: {
        tickets: counts.linked_tickets ?? 0,
        face_value_wei: amounts.linked_face_value_wei ?? "0",
      },
      unlinked: {
        tickets: counts.unlinked_tickets ?? 0,
        face_value_wei: amounts.unlinked_face_value_wei ?? "0",
      },
    },
    stake_wei: null,
    reasons: {
      ...(untold !== null && { requests: untold, missing_capacity: untold }),
      ...(capacity_rate.ppm === null && { capacity_rate: whyUnread(asked) }),
      stake_wei: "not_configured",
    },
  };
}

/** Why nobody read the slots of a row. */
function whyUnread(asked: Asked): Reason {
  if (asked.purpose === "test") return "not_by_purpose";
  if (asked.witness === "corroborated") return "orchestrator_only";
  return isBy(asked, "gpu") ? "not_by_gpu" : "no_capacity_reading";
}

/**
 * Why nobody knows the requests of a row; null where a registered gateway told them. Stability is valid only of jobs whose request
 * was told, in an earlier interval perhaps: a zero beside it was measured, and any other may be of one who is told of no request.
 */
function whyUntold({ counts }: Sums, asked: Asked): Reason | null {
  if (isByPlace(asked)) return "not_by_orchestrator";
  const { requests = 0, missing_capacity = 0, "sli.stability.valid": ofTold = 0 } = counts;
  return requests + missing_capacity + ofTold > 0 ? null : "no_gateway_measurement";
}
