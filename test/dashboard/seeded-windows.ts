import type { Address } from "../../schema/wire/identifier.ts";
import { Pseudonym } from "../../schema/wire/identifier.ts";
import type { JobEntry, JobTotals } from "../../schema/wire/job-entry.ts";
import { WINDOW_MS, type Window } from "../../schema/wire/window.ts";
import { entry, outputless, totals } from "../support/job-entry.ts";

/** A GPU's name as a hostile host would have it: an agent may say any 128 characters. */
export const HOSTILE_GPU = `<img src=x onerror="document.title='hacked'">`;

/** One simulated orchestrator: how many jobs it got, how many of them its model failed, and where it runs. */
export type Seeded = Readonly<{
  address: Address;
  region: "fra" | "nyc" | "sin";
  model: string;
  gpu: string;
  jobs: number;
  failed: number;
  /** Prompt to first frame of its good jobs; the target is 4000 ms. */
  firstFrameMs: number;
  /** Whether the gateway sees its jobs. */
  seen: boolean;
}>;

const address = (digit: string) => `0x${digit.repeat(40)}` as Address;

/** Who is in the network of these tests: a perfect one, a failing one, a slow one with little evidence, an unseen one. */
export const NETWORK: readonly Seeded[] = [
  {
    address: address("a"),
    region: "fra",
    model: "streamdiffusion-sdxl",
    gpu: "NVIDIA L40S",
    jobs: 40,
    failed: 0,
    firstFrameMs: 1500,
    seen: true,
  },
  {
    address: address("b"),
    region: "nyc",
    model: "comfystream",
    gpu: "NVIDIA L40S",
    jobs: 40,
    failed: 10,
    firstFrameMs: 1500,
    seen: true,
  },
  {
    address: address("c"),
    region: "sin",
    model: "comfystream",
    gpu: HOSTILE_GPU,
    jobs: 6,
    failed: 0,
    firstFrameMs: 8000,
    seen: true,
  },
  {
    address: address("d"),
    region: "sin",
    model: "comfystream",
    gpu: "NVIDIA L40S",
    jobs: 35,
    failed: 1,
    firstFrameMs: 1500,
    seen: false,
  },
];

/** The gateway that sees three of them. */
export const GATEWAY = `0x${"9".repeat(40)}` as Address;

/** Requests of the gateway that found nobody. */
export const MISSING = 3;

const pseudonym = (side: number, of: number, job: number): Pseudonym =>
  Pseudonym.parse(`${side}${of}${String(job).padStart(14, "0")}`);

/** The jobs of one orchestrator, as one side tells of them in the window that starts at `start`. */
export function jobsOf(
  seeded: Seeded,
  index: number,
  start: number,
  side: "gateway" | "orchestrator",
): JobEntry[] {
  return Array.from({ length: seeded.jobs }, (_, job) => {
    const startedAt = start - 120_000;
    const ended = { ended_at: startedAt + 100_000, last_evidence_at: startedAt + 100_000 };
    const of: JobTotals =
      job < seeded.failed
        ? outputless({ ...ended, ending: "error", cause: "model", cause_proven: true })
        : totals({ ...ended, first_frame_ms: side === "gateway" ? seeded.firstFrameMs : null });
    return entry(of, {
      job: pseudonym(side === "gateway" ? 1 : 2, index, job),
      request: pseudonym(3, index, job),
      orchestrator: seeded.address,
      gateway: side === "gateway" ? GATEWAY : null,
      model: seeded.model,
      gpu:
        side === "gateway" ? null : { index: 0, uuid: null, name: seeded.gpu, memory_bytes: null },
      started_at: startedAt,
      first_output_at: job < seeded.failed ? null : startedAt + 1000,
    });
  });
}

/** What the gateway's window holds: its jobs, its requests, and what it paid. */
export function gatewayWindow(start: number): Partial<Window> {
  const seen = NETWORK.flatMap((each, index) =>
    each.seen ? jobsOf(each, index, start, "gateway") : [],
  );
  const requests = seen.map(({ request, pipeline, model }) => ({ request, pipeline, model }));
  const missed = Array.from({ length: MISSING }, (_, at) => ({
    request: pseudonym(4, 0, at),
    pipeline: "live-video-to-video",
    model: "comfystream",
  }));
  const asked = (missing: boolean) => (request: object) => ({
    ...request,
    gateway: GATEWAY,
    purpose: "live",
    received: true,
    missing_capacity: missing,
  });
  return {
    role: "gateway",
    start,
    jobs: seen,
    requests: [...requests.map(asked(false)), ...missed.map(asked(true))] as Window["requests"],
    payments: [
      {
        job: null,
        orchestrator: NETWORK[0]?.address ?? null,
        gateway: GATEWAY,
        fees: {
          tickets: 7,
          face_value_wei: "7000000000000000",
          expected_value_attowei: `7${"0".repeat(32)}`,
        },
      },
    ],
  };
}

/** What an orchestrator's window holds: its jobs, its slots, and how busy its GPU was. */
export const orchestratorWindow = (
  seeded: Seeded,
  index: number,
  start: number,
): Partial<Window> => ({
  role: "orchestrator",
  start,
  orchestrator: seeded.address,
  jobs: jobsOf(seeded, index, start, "orchestrator"),
  capacity: [
    {
      orchestrator: seeded.address,
      node: null,
      pipeline: "live-video-to-video",
      model: seeded.model,
      busy_slot_ms: WINDOW_MS / 4,
      idle_slot_ms: (3 * WINDOW_MS) / 4,
      loading_slot_ms: 0,
    },
  ],
  gpus: [
    {
      index: 0,
      uuid: null,
      name: seeded.gpu,
      memory_bytes: null,
      utilisation_ppm_sum: 600_000,
      utilisation_samples: 1,
    },
  ],
});
