import type { JobEntry, JobTotals } from "../../wire/job-entry.ts";
import type { StartupEntry } from "../../wire/startup.ts";
import type { GpuEntry, PaymentEntry } from "../../wire/window.ts";

/** More than any minute, any job or any machine has, in every unit that is added up. */
const MOST = 1e13;

/** More samples than any stream has. */
const MOST_SAMPLES = 1e9;

/** More readings than anyone makes of one GPU in one minute: ten a second. */
const MOST_READINGS = 600;

/** A day: the last bound of every histogram. */
const MOST_STARTUP_MS = 86_400_000;

/** Wei as decimal digits: all ether there is has 27, in attowei 45. */
const MOST_DIGITS = 60;

/**
 * Whether an entry can be true at all. One that cannot is left out whole, as if it had never been said: an agent that
 * signs absurd numbers must not stop the hour of all others.
 */
export const isPlausible = ({ delta, totals }: JobEntry): boolean =>
  Object.values({ ...delta, milli_fps_ms: 0 }).every(isCount) &&
  (totals === null || areTotals(totals));

/** The same of a payment. */
export const isPlausiblePayment = ({ fees }: PaymentEntry): boolean => areFees(fees);

/** The same of a GPU: none is busier than all the time. */
export const isPlausibleGpu = ({ utilisation_ppm_sum, utilisation_samples }: GpuEntry): boolean =>
  utilisation_samples <= MOST_READINGS && utilisation_ppm_sum <= utilisation_samples * 1_000_000;

/** The same of a start: none takes longer than a day. */
export const isPlausibleStartup = ({ ready_ms, load_ms }: StartupEntry): boolean =>
  (ready_ms ?? 0) <= MOST_STARTUP_MS && (load_ms ?? 0) <= MOST_STARTUP_MS;

/** Σx² ≤ (Σx)² for x ≥ 0: otherwise the deviation is of no samples. */
const areTotals = (totals: JobTotals): boolean =>
  [totals.span_ms, totals.active_ms, totals.stall_ms, totals.impossible].every(isCount) &&
  totals.samples <= MOST_SAMPLES &&
  BigInt(totals.sum_milli_fps_squared) <= BigInt(totals.sum_milli_fps) ** 2n &&
  areFees(totals.fees);

const isCount = (value: number): boolean => value <= MOST;

const areFees = ({
  tickets,
  face_value_wei,
  expected_value_attowei,
}: PaymentEntry["fees"]): boolean =>
  isCount(tickets) &&
  face_value_wei.length <= MOST_DIGITS &&
  expected_value_attowei.length <= MOST_DIGITS;
