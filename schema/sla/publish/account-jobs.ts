import type { JobDelta, JobEntry, JobTotals } from "../../wire/job-entry.ts";
import type { Hour } from "../../wire/quantity.ts";
import type { Counter } from "../../wire/rollup.ts";
import type { PaymentEntry, Window } from "../../wire/window.ts";
import { EMPTY_DELTA } from "../empty-delta.ts";
import type { CountedWindow } from "./counted-window.ts";
import { isPlausible, isPlausiblePayment } from "./plausible.ts";
import { capped } from "./row.ts";
import { toldOnce } from "./told-once.ts";

/** An entry that decides its job, and where it stands. */
export type Decided = Readonly<{
  entry: JobEntry & { totals: JobTotals };
  hour: Hour;
  window: Pick<Window, "epoch" | "seq">;
}>;

/** Counters of the windows of one hour. */
export type Measured = Partial<Record<Counter, number>>;

/** What an open job counts until now. */
export type SoFar = Pick<JobDelta, (typeof SO_FAR)[number]>;

/** What one target says of one of its jobs in one hour. */
export type JobAccount = Readonly<{
  /** Its newest entry: who and what the job is. */
  latest: Omit<JobEntry, "delta" | "totals">;
  /** The first entry with totals; a second one changes nothing. */
  decided: Decided | null;
  /** Minutes, errors and bytes. */
  measured: Measured;
  /** Its payments, each told once. */
  payments: readonly Paid[];
}>;

/** Who was paid how much. */
export type Paid = Pick<PaymentEntry, "orchestrator" | "fees">;

export const SO_FAR = [
  "active_ms",
  "stall_ms",
  "samples",
  "zero_samples",
  "errors",
  "restarts",
] as const satisfies readonly (keyof JobDelta)[];

const SAME = [
  ...SO_FAR,
  "user_errors",
  "bytes_received",
  "bytes_sent",
] as const satisfies readonly Counter[];

type Open = {
  latest: JobEntry;
  decided: Decided | null;
  measured: Record<string, number>;
  payments: Paid[];
};

/** What one target says of its jobs in an hour, and the payments that are of none of them. @param windows  in order */
export function jobAccounts(
  hour: Hour,
  windows: readonly CountedWindow[],
): { jobs: JobAccount[]; payments: PaymentEntry[] } {
  const open = new Map<string, Open>();
  const isFirst = toldOnce();
  for (const window of windows)
    for (const said of window.jobs) {
      if (!isPlausible(said)) continue;
      let job = open.get(said.job);
      if (job === undefined) open.set(said.job, (job = begin(said)));
      const delta = isFirst(window, said.job) ? said.delta : EMPTY_DELTA;
      job.latest = said;
      if (job.decided === null && hasTotals(said)) {
        const { epoch, seq } = window;
        job.decided = { entry: { ...said, delta: EMPTY_DELTA }, hour, window: { epoch, seq } };
      }
      measure(job.measured, delta);
    }
  const payments = payInto(open, windows);
  const jobs = [...open.values()].map(({ latest, ...job }): JobAccount => {
    const { delta: _delta, totals: _totals, ...who } = latest;
    return { latest: who, ...job };
  });
  return { jobs, payments };
}

const begin = (latest: JobEntry): Open => ({
  latest,
  decided: null,
  measured: {},
  payments: [],
});

const hasTotals = (entry: JobEntry): entry is JobEntry & { totals: JobTotals } =>
  entry.totals !== null;

/** Zeros are left out, so that equal sums are equal bytes. */
function measure(sum: Record<string, number>, delta: JobDelta): void {
  for (const name of SAME)
    if (delta[name] !== 0) sum[name] = capped((sum[name] ?? 0) + delta[name]);
  const frames = Math.floor(delta.milli_fps_ms / 1000);
  if (frames !== 0) sum.milli_frames = capped((sum.milli_frames ?? 0) + frames);
}

function payInto(
  jobs: ReadonlyMap<string, Open>,
  windows: readonly CountedWindow[],
): PaymentEntry[] {
  const lone: PaymentEntry[] = [];
  const isFirst = toldOnce();
  for (const window of windows)
    for (const payment of window.payments) {
      if (!isPlausiblePayment(payment) || !isFirst(window, String(payment.job))) continue;
      const job = payment.job === null ? undefined : jobs.get(payment.job);
      if (job === undefined) lone.push(payment);
      else addPaid(job.payments, payment);
    }
  return lone;
}

/** One sum to a recipient: a stream is paid every few seconds. */
function addPaid(sums: Paid[], { orchestrator, fees }: Paid): void {
  const i = sums.findIndex((sum) => sum.orchestrator === orchestrator);
  const known = sums[i];
  if (known === undefined) sums.push({ orchestrator, fees });
  else
    sums[i] = {
      orchestrator,
      fees: {
        tickets: capped(known.fees.tickets + fees.tickets),
        face_value_wei: add(known.fees.face_value_wei, fees.face_value_wei),
        expected_value_attowei: add(known.fees.expected_value_attowei, fees.expected_value_attowei),
      },
    };
}

const add = (a: string, b: string): string => String(BigInt(a) + BigInt(b));
