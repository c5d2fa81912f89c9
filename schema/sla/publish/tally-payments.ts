import type { Fees } from "../../wire/job-entry.ts";
import type { Sums } from "../../wire/rollup.ts";
import type { Target } from "../../wire/target.ts";
import type { PaymentEntry } from "../../wire/window.ts";
import { countsOf } from "../sums.ts";
import type { GatewayName } from "./gateway-names.ts";
import type { Claim } from "./growing-sums.ts";
import type { Joined } from "./join-jobs.ts";
import type { RegistryFacts } from "./registry-facts.ts";
import type { Key } from "./row.ts";
import type { LonePayment, Side } from "./sides.ts";
import { NO_KEY, type Tally } from "./tally.ts";

/**
 * Adds the payments of a job under the job, or under their recipient where nobody knows whose job it is. What two agents
 * say of one job's payments is the same tickets seen twice: the gateway's count, and an orchestrator's where no
 * gateway reports it.
 */
export function tallyJobPayments(
  tally: Tally,
  { gateway, orchestrator }: Joined,
  key: Key,
  facts: Regions,
  gatewayName: GatewayName,
): void {
  const side = gateway ?? orchestrator;
  for (const payment of side?.payments ?? []) {
    const { target } = side as Side;
    const of = key.orchestrator ? key : recipientKey(target, payment, facts, gatewayName);
    tally.add(of, sumsOf(payment.fees, true), target.role === "gateway");
  }
}

/** Adds payments that are of no job at hand, under their recipients: linked where they name a job of another hour. */
export function tallyLonePayments(
  tally: Tally,
  lone: readonly LonePayment[],
  facts: Regions,
  gatewayName: GatewayName,
): void {
  for (const { target, payment } of lone) {
    const key = recipientKey(target, payment, facts, gatewayName);
    tally.add(key, sumsOf(payment.fees, payment.job !== null), target.role === "gateway");
  }
}

type Regions = Pick<RegistryFacts, "regionOf">;

function recipientKey(
  target: Target,
  payment: Pick<PaymentEntry, "orchestrator">,
  facts: Regions,
  gatewayName: GatewayName,
): Key {
  const isGateway = target.role === "gateway";
  const orchestrator = isGateway ? payment.orchestrator : target.orchestrator;
  return {
    ...NO_KEY,
    orchestrator,
    region: isGateway ? orchestrator && facts.regionOf(orchestrator, null) : target.region,
    gateway: isGateway ? gatewayName(target) : null,
  };
}

function sumsOf(fees: Fees, linked: boolean): Claim {
  const { tickets, face_value_wei, expected_value_attowei } = fees;
  const part = linked ? "linked" : "unlinked";
  const amounts: Sums["amounts"] = {
    face_value_wei,
    [`${part}_face_value_wei`]: face_value_wei,
    expected_value_attowei,
    [`${part}_expected_value_attowei`]: expected_value_attowei,
  };
  return { counts: countsOf({ tickets, [`${part}_tickets`]: tickets }), amounts };
}
