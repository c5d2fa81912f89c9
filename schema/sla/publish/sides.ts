import type { Address } from "../../wire/identifier.ts";
import type { JobEntry } from "../../wire/job-entry.ts";
import type { Target } from "../../wire/target.ts";
import type { PaymentEntry } from "../../wire/window.ts";
import type { Account } from "./account.ts";
import {
  type Decided,
  type JobAccount,
  type Measured,
  type Paid,
  SO_FAR,
  type SoFar,
} from "./account-jobs.ts";
import type { RegistryFacts } from "./registry-facts.ts";
import { capped } from "./row.ts";

/** What one agent says of one job within the hours at hand: all that its outcome, its credit and its row need. */
export type Side = Readonly<{
  target: Target;
  /** An orchestrator's agent: whom the registry says, whatever it claims. A gateway's: whom it names. */
  orchestrator: Address | null;
  /** Its newest entry: who and what the job is. */
  latest: JobAccount["latest"];
  /** The first entry with totals; a second one changes nothing. */
  decided: Decided | null;
  /** Minutes, errors and bytes of the hour that is published; null where no window of it speaks of the job. */
  inHour: Measured | null;
  /** A window of the hour before speaks of it. */
  inHourBefore: boolean;
  /** What all entries at hand add up to. */
  soFar: SoFar;
  /** Its payments of the hour, each told once. */
  payments: readonly Paid[];
}>;

/** A side's name: job ids are unique within an agent. */
export const sideKey = (target: Pick<Target, "id">, job: string): string => `${target.id}/${job}`;

/** A payment of the hour whose job no window at hand speaks of, or that is for none. */
export type LonePayment = Readonly<{ target: Target; payment: PaymentEntry }>;

/** What a target says of one job: in the hour before, in the hour, and what it was paid there where that stands alone. */
export type Telling<T = JobAccount> = Readonly<{
  before: T | null;
  now: T | null;
  paid: readonly Paid[];
}>;

/**
 * What a target tells of each of its jobs, and the payments of the hour that are of none.
 *
 * @param jobOf  a job's id, of whatever form the accounts have
 */
export function tellingsOf<T>(
  before: readonly T[],
  now: readonly T[],
  payments: Account["payments"],
  jobOf: (job: T) => string,
): { tellings: Telling<T>[]; lone: PaymentEntry[] } {
  const known = new Map<string, { before: T | null; now: T | null; paid: Paid[] }>();
  for (const job of before) known.set(jobOf(job), { before: job, now: null, paid: [] });
  for (const job of now) {
    const other = known.get(jobOf(job));
    if (other === undefined) known.set(jobOf(job), { before: null, now: job, paid: [] });
    else other.now = job;
  }
  const lone: PaymentEntry[] = [];
  for (const payment of payments) {
    const of = payment.job === null ? undefined : known.get(payment.job);
    if (of === undefined) lone.push(payment);
    else of.paid.push({ orchestrator: payment.orchestrator, fees: payment.fees });
  }
  return { tellings: [...known.values()], lone };
}

/** What a target tells of one job, as one. */
export function sideOf(
  target: Target,
  { before, now, paid }: Telling,
  facts: Pick<RegistryFacts, "orchestratorOf">,
): Side {
  const newest = now ?? before;
  if (newest === null) throw new TypeError("a job of which nothing is told");
  const { latest } = newest;
  return {
    target,
    orchestrator: ownerOf(target, latest, facts),
    latest,
    decided: before?.decided ?? now?.decided ?? null,
    inHour: now?.measured ?? null,
    inHourBefore: before !== null,
    soFar: sum(before?.measured ?? {}, now?.measured ?? {}),
    payments: [...(now?.payments ?? []), ...paid],
  };
}

function sum(a: Measured, b: Measured): SoFar {
  const sums: Partial<Record<keyof SoFar, number>> = {};
  for (const name of SO_FAR) sums[name] = capped((a[name] ?? 0) + (b[name] ?? 0));
  return sums as SoFar;
}

function ownerOf(
  target: Target,
  { orchestrator, node }: Pick<JobEntry, "orchestrator" | "node">,
  facts: Pick<RegistryFacts, "orchestratorOf">,
): Address | null {
  if (target.role === "orchestrator") return target.orchestrator;
  return orchestrator ?? (node === null ? null : facts.orchestratorOf(node));
}
