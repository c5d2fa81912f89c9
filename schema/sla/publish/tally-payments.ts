import type { Fees } from "../../wire/job-entry.ts";
import type { Sums } from "../../wire/rollup.ts";
import type { PaymentEntry } from "../../wire/window.ts";
import { countsOf } from "../sums.ts";
import type { Received } from "./collect-windows.ts";
import type { Jobs, Joined } from "./join-jobs.ts";
import type { GatewayName } from "./gateway-names.ts";
import { isPlausiblePayment } from "./plausible.ts";
import type { RegistryFacts } from "./registry-facts.ts";
import { sideKey } from "./sides.ts";
import { type Key, NO_KEY, type Tally } from "./tally.ts";
import { toldOnce } from "./told-once.ts";

/**
 * Adds the payments of windows: each linked, under its job, or unlinked, under its recipient. What two agents say of one
 * job's payments is the same tickets seen twice: the gateway's count, and an orchestrator's where no gateway reports it.
 */
export function tallyPayments(
  tally: Tally,
  windows: readonly Received[],
  { bySide }: Jobs,
  keys: ReadonlyMap<Joined, Key>,
  facts: RegistryFacts,
  gatewayName: GatewayName,
): void {
  const isFirst = toldOnce();
  for (const received of windows)
    for (const payment of received.window.payments.filter(isPlausiblePayment)) {
      const { target } = received;
      if (!isFirst(received, String(payment.job))) continue;
      const job = payment.job === null ? undefined : bySide.get(sideKey(target, payment.job));
      if (job !== undefined && !isCounted(job, received, payment)) continue;
      const ofJob = job && keys.get(job);
      const key = ofJob?.orchestrator ? ofJob : recipientKey(received, payment, facts, gatewayName);
      tally.add(key, sumsOf(payment.fees, payment.job !== null), target.role === "gateway");
    }
}

/** Whether the job counts by this agent's word. */
function isCounted(
  { gateway, orchestrator }: Joined,
  { target }: Received,
  { job }: PaymentEntry,
): boolean {
  const side = gateway ?? orchestrator;
  return side?.target.id === target.id && side.latest.job === job;
}

function recipientKey(
  { target }: Received,
  payment: PaymentEntry,
  facts: RegistryFacts,
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

function sumsOf(fees: Fees, linked: boolean): Partial<Sums> {
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
