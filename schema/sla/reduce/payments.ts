import type { Observation } from "../../wire/observation.ts";
import { addFees, feesOf } from "./fees.ts";
import { type Attempt, EMPTY_FEES, type ReducerState, type SessionState } from "./state.ts";

type Payment = Extract<Observation, { kind: "payment" }>;

/** So many requests of one session are remembered: a payment links to the latest before it. */
const USES_KEPT = 16;

/** The session that a payment belongs to, with what the payment tells of it. Sessions of two recipients are two. */
export function noteSession(state: ReducerState, o: Payment): SessionState | null {
  if (o.session === null) return null;
  const key = `${o.session} ${o.orchestrator ?? ""}`;
  const session = (state.sessions[key] ??= {
    pipeline: null,
    model: null,
    uses: [],
    seen_at: o.at,
  });
  session.seen_at = Math.max(session.seen_at, o.at);
  if (session.model === null && o.model !== null) {
    session.model = o.model;
    session.pipeline = o.pipeline;
  }
  return session;
}

/** Remembers which job used a session, and when. */
export function useSession(session: SessionState, { at }: Payment, { job }: Attempt): void {
  if (session.uses.at(-1)?.job === job) return;
  session.uses = [...session.uses, { at, job }].sort((a, b) => a.at - b.at).slice(-USES_KEPT);
}

/** The job of a payment that names no request: the latest earlier one that used its session. */
export function sessionJob(
  state: ReducerState,
  session: SessionState | null,
  { at }: Payment,
): Attempt | null {
  const use = session?.uses.findLast((earlier) => earlier.at <= at);
  return use === undefined ? null : (state.open[use.job] ?? state.closed[use.job] ?? null);
}

/** Counts a payment for its job, or as unlinked: either way exactly once. */
export function pay(
  state: ReducerState,
  o: Payment,
  to: (Attempt & { gateway?: unknown }) | null,
): void {
  const fees = feesOf(o);
  if (fees === null) return;
  const open = to === null ? undefined : state.open[to.job];
  const known = to === null ? undefined : (open ?? state.closed[to.job]);
  const orchestrator = o.orchestrator ?? to?.orchestrator ?? null;
  const gateway = o.gateway ?? known?.gateway ?? null;
  const job = to?.job ?? null;
  const key = `${job ?? ""} ${orchestrator ?? ""} ${gateway ?? ""}`;
  const entry = (state.payments[key] ??= { job, orchestrator, gateway, fees: EMPTY_FEES });
  state.payments[key] = { ...entry, fees: addFees(entry.fees, fees) };
  if (open !== undefined && !open.decided) open.fees = addFees(open.fees, fees);
}
