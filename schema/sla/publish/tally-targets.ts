import type { Target } from "../../wire/target.ts";
import type { Account } from "./account.ts";
import type { HourFacts } from "./hour-facts.ts";
import type { Probes } from "./probes.ts";
import type { Side } from "./sides.ts";
import type { Tally } from "./tally.ts";
import { tallyAgent } from "./tally-agents.ts";
import { tallyCapacity } from "./tally-capacity.ts";
import { tallyGpus } from "./tally-gpus.ts";
import { tallyLonePayments } from "./tally-payments.ts";
import type { Told } from "./tally-requests.ts";
import { tallyStartups } from "./tally-startups.ts";
import type { PaymentEntry } from "../../wire/window.ts";

/** What some targets say of requests and jobs, that others may speak of too. */
export type Said = Readonly<{ sides: readonly Side[]; told: readonly Told[] }>;

/** What a target's account says of nobody's jobs and requests. */
export type OwnAccount = Pick<Account, "windows" | "minutes" | "slots" | "gpus" | "startups">;

/**
 * The first half of an hour, of one target: adds what it says alone. What has to be joined with the word of others is
 * counted in the second half. Any partition of the targets gives the same sums.
 *
 * @param account  of the hour
 * @param probes   in the hour; undefined where no plan of it names the target
 * @param lone     payments of the hour that are of no job at hand
 */
export function tallyTarget(
  tally: Tally,
  target: Target,
  { slots, gpus, startups, ...minutes }: OwnAccount,
  probes: Probes | undefined,
  lone: readonly PaymentEntry[],
  facts: HourFacts,
): void {
  const { registry, gatewayName, readers, newestSlots } = facts;
  tallyLonePayments(
    tally,
    lone.map((payment) => ({ target, payment })),
    registry,
    gatewayName,
  );
  tallyCapacity(tally, target, slots, readers, registry, gatewayName);
  tallyGpus(tally, target, gpus);
  tallyStartups(tally, target, startups);
  tallyAgent(tally, target, probes, minutes, newestSlots, facts);
}
