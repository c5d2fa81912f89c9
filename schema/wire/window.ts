import * as z from "zod";
import { Address, AgentKey, Pseudonym, Sha256, Signature } from "./identifier.ts";
import { Fees, JobEntry } from "./job-entry.ts";
import { Count, UnixMs } from "./quantity.ts";
import { StartupEntry } from "./startup.ts";
import { Gpu, Pipeline, Purpose, Region, Role, WorkflowPart } from "./workflow.ts";

/** Every window covers `[start, start + 60 s)` of UTC time. */
export const WINDOW_MS = 60_000;

/** The health of one collector over a window. `reason` is a code or a short sentence, never a log line. */
export const CollectorHealth = z.strictObject({
  name: z.enum([
    "trickle",
    "node-log",
    "runner",
    "node-metrics",
    "gpu",
    "gateway",
    "events",
    "ingest",
  ]),
  status: z.enum(["ok", "absent", "failing"]),
  reason: z.string().max(200).nullable(),
});
export type CollectorHealth = z.infer<typeof CollectorHealth>;

/** A gateway's demand: each fact of a request is in exactly one window. */
export const RequestEntry = z.strictObject({
  request: Pseudonym,
  pipeline: Pipeline.nullable(),
  model: WorkflowPart.nullable(),
  gateway: Address.nullable(),
  purpose: Purpose,
  received: z.boolean(),
  /** No orchestrator was found. */
  missing_capacity: z.boolean(),
});
export type RequestEntry = z.infer<typeof RequestEntry>;

/** Tickets of one window to one recipient, for one job or (job null) for none that is known: unlinked. */
export const PaymentEntry = z.strictObject({
  job: Pseudonym.nullable(),
  orchestrator: Address.nullable(),
  gateway: Address.nullable(),
  fees: Fees,
});
export type PaymentEntry = z.infer<typeof PaymentEntry>;

/** Slot-milliseconds of one workflow: Σ slots × ms that a reading stood for, at most 5 min a reading. */
export const CapacityEntry = z.strictObject({
  orchestrator: Address.nullable(),
  node: Address.nullable(),
  pipeline: Pipeline.nullable(),
  model: WorkflowPart.nullable(),
  busy_slot_ms: Count,
  idle_slot_ms: Count,
  loading_slot_ms: Count,
});
export type CapacityEntry = z.infer<typeof CapacityEntry>;

/** A GPU of the host and how busy it was: mean = sum ÷ samples. Without samples that is not known. */
export const GpuEntry = z.strictObject({
  ...Gpu.shape,
  /** Σ utilisation as it was read, in ppm: NVML's busy time, which is no measure of FLOPS. */
  utilisation_ppm_sum: Count,
  utilisation_samples: Count,
});
export type GpuEntry = z.infer<typeof GpuEntry>;

/** What a window holds, apart from who says it: the output of the reducer. */
export const WindowContent = z.strictObject({
  jobs: JobEntry.array().max(1000),
  requests: RequestEntry.array().max(2000),
  payments: PaymentEntry.array().max(2000),
  capacity: CapacityEntry.array().max(500),
  gpus: GpuEntry.array().max(64),
  /** Absent where nothing started: as in every window of an agent that does not know of it. */
  startups: StartupEntry.array().min(1).max(64).optional(),
});
export type WindowContent = z.infer<typeof WindowContent>;

/** A sealed minute of one agent. Its key everywhere is (agent, epoch, seq). */
export const Window = z.strictObject({
  schema: z.literal("livepeer.sla.window/1"),
  agent: AgentKey,
  role: Role,
  /** What the agent claims; the registry's row is what counts. */
  orchestrator: Address.nullable(),
  node: Address.nullable(),
  region: Region.nullable(),
  agent_version: z.string().min(1).max(32),
  /** Start of the minute, a multiple of 60,000. */
  start: UnixMs.refine((ms) => ms % WINDOW_MS === 0, { message: "not the start of a minute" }),
  /** A run of consecutive seals by one store; a new store, or an import, begins a new one. Not a secret. */
  epoch: z.string().regex(/^[0-9a-z]{8,32}$/),
  /** Position in the epoch, from 0. */
  seq: Count,
  /** SHA-256 of the signed window before it in the epoch (RFC 8785 bytes); null for the first. */
  prev: Sha256.nullable(),
  collectors: CollectorHealth.array().max(16),
  /** Observations refused, and observations whose own window was sealed before they came. */
  dropped: Count,
  late: Count,
  ...WindowContent.shape,
});
export type Window = z.infer<typeof Window>;

/** A window and the Ed25519 signature over its RFC 8785 canonical bytes. */
export const SignedWindow = z.strictObject({ window: Window, signature: Signature });
export type SignedWindow = z.infer<typeof SignedWindow>;

/** `GET /v1/windows`: in the order of sealing. `next` continues after the last window of the page. */
export const WindowsPage = z.strictObject({
  schema: z.literal("livepeer.sla.windows/1"),
  windows: SignedWindow.array().max(1000),
  next: z.string().max(128),
  /** Cursors of the oldest and the newest window kept; null while there is none. */
  earliest: z.string().max(128).nullable(),
  latest: z.string().max(128).nullable(),
});
export type WindowsPage = z.infer<typeof WindowsPage>;
