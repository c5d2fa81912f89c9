import { hourOf, hourStart, previousHour } from "../schema/sla/hour.ts";
import { type Facts, noFacts } from "../schema/sla/publish/facts.ts";
import type { TargetFacts } from "../schema/sla/publish/target-facts.ts";
import { Address, Pseudonym, Sha256 } from "../schema/wire/identifier.ts";
import type { JobEntry } from "../schema/wire/job-entry.ts";
import type { Hour } from "../schema/wire/quantity.ts";
import { Target } from "../schema/wire/target.ts";
import type { PaymentEntry, RequestEntry } from "../schema/wire/window.ts";
import { delta, entry, totals } from "../test/support/job-entry.ts";

/** The hour that is closed. */
export const HOUR = hourOf(Date.UTC(2026, 0, 9, 13));

/** Targets of one message of the paid preset. */
export const SHARD_SIZE = 100;
const GATEWAYS = 10;
const MODELS = ["streamdiffusion-sdxl", "comfyui"];
const CARDS = ["NVIDIA GeForce RTX 4090", "NVIDIA H100 80GB HBM3"];
const REGIONS = ["fra", "nyc", "sin", "lax"];
const MINUTES = 60;
/** Each orchestrator serves one stream of ten minutes per workflow and hour. */
const JOB_MINUTES = 10;

/** A network: so many orchestrators of two workflows and two GPUs, and ten gateways spread over their shards. */
export type Network = Readonly<{ orchestrators: number; shards: number }>;

export const networkOf = (orchestrators: number): Network => ({
  orchestrators,
  shards: Math.ceil(orchestrators / SHARD_SIZE),
});

const hex = (n: number, digits: number): string => n.toString(16).padStart(digits, "0");
/** Spread over all addresses, as hashes are. */
const addressOf = (n: number): Address =>
  Address.parse(`0x${hex(Math.imul(n + 1, 0x9e3779b1) >>> 0, 8)}${hex(n, 32)}`);

const targetOf = (n: number, shard: number, role: "orchestrator" | "gateway"): Target =>
  Target.parse({
    id: hex(role === "gateway" ? 0x900000 + n : n, 16),
    url: `https://agent-${n}.example`,
    agent: `ed25519:${`${role[0]}${n}`.padStart(43, "A")}`,
    role,
    orchestrator: role === "gateway" ? null : addressOf(n),
    node: role === "gateway" ? null : addressOf(n + 1_000_000),
    gateway: role === "gateway" ? addressOf(n + 2_000_000) : null,
    service_host: null,
    region: REGIONS[n % REGIONS.length],
    lookback_ms: 0,
    shard,
    registered_at: 0,
    enabled: true,
    trust: 0,
  });

/** The one stream of a workflow of an orchestrator in an hour, as a side says it in a minute; null where it does not run. */
function jobIn(
  n: number,
  workflow: number,
  hour: Hour,
  minute: number,
  side: string,
): JobEntry | null {
  const begins = (n * 7 + workflow * 25) % (MINUTES - JOB_MINUTES);
  const at = minute - begins;
  if (at < 0 || at >= JOB_MINUTES) return null;
  const start = hourStart(hour);
  const number = (start / 3_600_000) * 1_000_000 + n * 2 + workflow;
  const isLast = at === JOB_MINUTES - 1;
  return entry(isLast ? totals({ active_ms: 590_000, samples: 60 }) : null, {
    job: Pseudonym.parse(hex(number, 15) + side),
    request: Pseudonym.parse(hex(number, 16)),
    orchestrator: addressOf(n),
    node: addressOf(n + 1_000_000),
    model: MODELS[workflow] as never,
    gpu:
      side === "0"
        ? {
            index: workflow,
            uuid: `GPU-${hex(n, 8)}-${workflow}`,
            name: CARDS[workflow] ?? null,
            memory_bytes: 25e9,
          }
        : null,
    started_at: start + begins * 60_000 + (n % 60_000),
    first_output_at: start + begins * 60_000 + (n % 60_000) + 900,
    delta: delta({
      active_ms: 59_000 + (n % 1000),
      samples: 6,
      milli_fps_ms: 59_000 * 20_000,
      bytes_received: 9_000_000 + n,
      bytes_sent: 12_000_000 + n,
    }),
  });
}

/** What one target's windows hold in an hour. */
export function windowsOf(
  network: Network,
  n: number,
  role: "orchestrator" | "gateway",
  hour: Hour,
): TargetFacts["windows"] {
  const windows: TargetFacts["windows"] = new Map();
  for (let minute = 0; minute < MINUTES; minute++) {
    const start = hourStart(hour) + minute * 60_000;
    const jobs: JobEntry[] = [];
    const requests: RequestEntry[] = [];
    const payments: PaymentEntry[] = [];
    const about = role === "orchestrator" ? [n] : ownOf(network, n);
    for (const orchestrator of about)
      for (const workflow of MODELS.keys()) {
        const job = jobIn(orchestrator, workflow, hour, minute, role === "gateway" ? "9" : "0");
        if (job === null) continue;
        jobs.push(job);
        if (role !== "gateway") continue;
        const isFirst = job.started_at >= start && job.started_at < start + 60_000;
        const { request, pipeline, model } = job;
        if (isFirst && request !== null)
          requests.push({
            request,
            pipeline,
            model,
            gateway: null,
            purpose: "live",
            received: true,
            missing_capacity: false,
          });
        const fees = {
          tickets: 6,
          face_value_wei: "60000000000000",
          expected_value_attowei: "60000000000000000000000",
        };
        payments.push({ job: job.job, orchestrator: addressOf(orchestrator), gateway: null, fees });
      }
    const seq = start / 60_000;
    windows.set(`e0000000/${seq}`, {
      window: {
        start,
        epoch: "e0000000",
        seq,
        jobs,
        requests,
        payments,
        capacity:
          role === "gateway"
            ? []
            : MODELS.map((model) => ({
                orchestrator: null,
                node: null,
                pipeline: "live-video-to-video" as const,
                model: model as never,
                busy_slot_ms: 20_000 + minute,
                idle_slot_ms: 100_000 - minute,
                loading_slot_ms: 0,
              })),
        gpus:
          role === "gateway"
            ? []
            : CARDS.map((name, index) => ({
                index,
                uuid: `GPU-${hex(n, 8)}-${index}`,
                name,
                memory_bytes: 25e9,
                utilisation_ppm_sum: 1_000_000 + minute,
                utilisation_samples: 6,
              })),
      },
      sawJobs: true,
      digest: Sha256.parse(hex(n, 32) + hex(seq, 32)),
      equivocated: false,
    });
  }
  return windows;
}

/** The orchestrators that a gateway uses. */
const ownOf = ({ orchestrators }: Network, gateway: number): number[] =>
  Array.from({ length: orchestrators }, (_, n) => n).filter((n) => n % GATEWAYS === gateway);

/** The targets of a shard: its orchestrators, and the gateways that are its. */
export function targetsOf(network: Network, shard: number): [number, Target][] {
  const { orchestrators, shards } = network;
  const from = shard * SHARD_SIZE;
  const to = Math.min(orchestrators, from + SHARD_SIZE);
  const own = Array.from({ length: to - from }, (_, i) => from + i);
  const gateways = [...Array(GATEWAYS).keys()].filter((n) => n % shards === shard);
  return [
    ...own.map((n): [number, Target] => [n, targetOf(n, shard, "orchestrator")]),
    ...gateways.map((n): [number, Target] => [n, targetOf(n, shard, "gateway")]),
  ];
}

/** Keys of a shard's raw objects in an hour, one a minute. */
export const keysOf = (hour: Hour, shard: number): string[] =>
  Array.from(
    { length: MINUTES },
    (_, minute) =>
      `raw/v1/${hour.slice(0, 13)}/${hourStart(hour) / 60_000 + minute}:${shard}.ndjson.gz`,
  );

/** SHA-256 that nobody checks here. */
export const NONE = Sha256.parse("0".repeat(64));

/** The facts of a shard in an hour. */
export function factsOf(network: Network, shard: number, hour: Hour): Facts {
  const facts = noFacts(hour);
  facts.registryVersion = 1;
  facts.newest = { atMs: hourStart(hour) + 59 * 60_000, slotSeconds: 60 };
  for (const key of keysOf(hour, shard)) facts.objects.set(key, { sha256: NONE, hours: [hour] });
  for (const [n, target] of targetsOf(network, shard))
    facts.targets.set(target.id, {
      planned: { target, atMs: hourStart(hour) + 59 * 60_000, turn: `1:${shard}` },
      probes: new Map(
        Array.from({ length: MINUTES }, (_, i) => [hourStart(hour) + i * 60_000, "ok" as const]),
      ),
      windows: windowsOf(network, n, target.role, hour),
    });
  return facts;
}

/** The hour, and the one before it. */
export const HOURS = [previousHour(HOUR), HOUR];
