import type { Cause } from "../../wire/cause.ts";
import type { Address, Pseudonym } from "../../wire/identifier.ts";
import type { Fees, JobDelta, JobTotals } from "../../wire/job-entry.ts";
import type { Observation } from "../../wire/observation.ts";
import type { CapacityEntry, GpuEntry, PaymentEntry } from "../../wire/window.ts";
import type { StartupEntry } from "../../wire/startup.ts";
import type { Gpu } from "../../wire/workflow.ts";
import type { Frames } from "./frames.ts";

/** What the reducer carries from window to window: JSON, and bounded. Times are Unix ms on the observer's clock. */
export type ReducerState = {
  requests: Record<string, RequestState>;
  /** Jobs whose totals were not emitted yet, by job. */
  open: Record<string, OpenJob>;
  /** Jobs whose totals were, kept for what comes late. */
  closed: Record<string, ClosedJob>;
  /** By payment session and recipient. */
  sessions: Record<string, SessionState>;
  /** Orchestrators seen at a node: one is known, two are "not unique" and enough. */
  owners: Record<string, Address[]>;
  /** GPUs that an orchestrator offers for a workflow. */
  hardware: Record<string, Gpu[]>;
  readings: Record<string, CapacityReading>;
  /** Built up in this window, or left over because a window was full. */
  payments: Record<string, PaymentEntry>;
  slots: Record<string, CapacityEntry>;
  gpus: Record<string, GpuEntry>;
  /** By the id of their fact; absent in a state that knows of none. */
  startups?: Record<string, StartupEntry>;
};

export type Identity = { orchestrator: Address | null; node: Address | null };
type Workflow = { pipeline: string | null; model: string | null };
export type Purpose = "live" | "test";

export type RequestState = Workflow & {
  request: Pseudonym;
  gateway: Address | null;
  purpose: Purpose;
  received_at: number | null;
  swapped_at: number | null;
  ended_at: number | null;
  /** Jobs of the request in the order of their start. */
  attempts: string[];
  received: Fact;
  missing: Fact;
  seen_at: number;
  /** Something else than the gateway's status tells of its jobs: what that says is then passed over. */
  told?: true;
};

/** A fact of a request: not seen, seen and to be emitted, emitted. */
export type Fact = "unseen" | "pending" | "emitted";

/** What a later observation needs to know of an attempt. */
export type Attempt = Identity & {
  job: Pseudonym;
  request: Pseudonym | null;
  runner_started_at: number | null;
  /** When the gateway moved away from it, or was refused by it. */
  moved_at: number | null;
  last_evidence_at: number;
  /** First evidence; absent in a state of an older agent, as are the outputs of a closed job. */
  begun_at?: number | undefined;
  first_own_at?: number | null | undefined;
  first_relayed_at?: number | null | undefined;
};
export type ClosedJob = Attempt & { gateway: Address | null };

export type Blame = { cause: Cause; proven: boolean };
export type End = Pick<
  Extract<Observation, { kind: "ended" }>,
  "at" | "cause" | "proven" | "idle_slot"
> & {
  ending: JobTotals["ending"];
};

export type OpenJob = Attempt &
  Workflow & {
    gateway: Address | null;
    gpu: Gpu | null;
    purpose: Purpose;
    workload: "stream" | "request";
    /** First evidence, or what began the job where that is known. */
    started_at: number;
    start_known: boolean;
    first_own_at: number | null;
    first_relayed_at: number | null;
    /** First output on the runner's clock, or its latency as the runner gave it. */
    first_runner_at: number | null;
    first_latency_ms: number | null;
    relayed: boolean;
    /** The last sample; the first with fps > 0. */
    sample_at: number | null;
    active_at: number | null;
    last_output_at: number | null;
    /** Last input + 3 s where the last sample showed that input had stopped. */
    input_end_at: number | null;
    in_error: boolean;
    /** The last error that a gateway heard of the runner and that excuses nobody; the last sample that was well. */
    erred_at: number | null;
    well_at: number | null;
    end: End | null;
    swapped: boolean;
    excuse: Blame | null;
    fault: Blame | null;
    impossible: number;
    saw: { first_output: boolean; samples: boolean; e2e: boolean };
    e2e: { n: number; sum_ms: number };
    /** Not emitted yet, and the whole job. */
    delta: JobDelta;
    sums: JobDelta;
    sum_milli_fps: number;
    sum_milli_fps_squared: number;
    frames: Frames;
    fees: Fees;
    /** Start of the first window whose news of this job was not emitted; null: nothing new. */
    dirty_since: number | null;
    decided: boolean;
  };

export type SessionState = Workflow & { uses: { at: number; job: string }[]; seen_at: number };

export type CapacityReading = Identity &
  Workflow & { at: number; in_use: number; idle: number; loading: number };

export const EMPTY_STATE: Readonly<ReducerState> = {
  requests: {},
  open: {},
  closed: {},
  sessions: {},
  owners: {},
  hardware: {},
  readings: {},
  payments: {},
  slots: {},
  gpus: {},
};

export const EMPTY_FEES: Readonly<Fees> = {
  tickets: 0,
  face_value_wei: "0",
  expected_value_attowei: "0",
};
