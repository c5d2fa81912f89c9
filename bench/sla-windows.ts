import { hourStart } from "../schema/sla/hour.ts";
import type { CountedWindow } from "../schema/sla/publish/counted-window.ts";
import type { JobEntry } from "../schema/wire/job-entry.ts";
import type { Hour } from "../schema/wire/quantity.ts";
import type { PaymentEntry, RequestEntry } from "../schema/wire/window.ts";
import { type Member, CARDS, MINUTES, MODELS, type Network, usedBy } from "./sla-network.ts";
import { gpuOf, streamsIn } from "./sla-streams.ts";

/** The windows of one target in an hour: what counts of them. */
export function windowsOf(network: Network, { n, target }: Member, hour: Hour): CountedWindow[] {
  const startMs = hourStart(hour);
  const contentOf =
    target.role === "gateway" ? gatewaysIn(usedBy(network, n), hour) : orchestratorsIn(n, hour);
  return Array.from({ length: MINUTES }, (_, minute) => {
    const start = startMs + minute * 60_000;
    return { start, epoch: "e0000000", seq: start / 60_000, ...contentOf(minute) };
  });
}

type Content = Omit<CountedWindow, "start" | "epoch" | "seq" | "startups">;

function orchestratorsIn(n: number, hour: Hour): (minute: number) => Content {
  const gpus = [...CARDS.keys()].map((index) => gpuOf(n, index));
  return (minute) => ({
    jobs: streamsIn(n, "orchestrator", hour, minute),
    requests: [],
    payments: [],
    capacity: MODELS.map((model) => ({
      orchestrator: null,
      node: null,
      pipeline: "live-video-to-video",
      model: model as never,
      busy_slot_ms: 20_000 + minute,
      idle_slot_ms: 100_000 - minute,
      loading_slot_ms: 0,
    })),
    gpus: gpus.map((gpu) => ({
      ...gpu,
      utilisation_ppm_sum: 1_000_000 + minute,
      utilisation_samples: 6,
    })),
  });
}

/** @param used  orchestrators of the gateway */
function gatewaysIn(used: readonly number[], hour: Hour): (minute: number) => Content {
  const startMs = hourStart(hour);
  return (minute) => {
    const jobs = used.flatMap((n) => streamsIn(n, "gateway", hour, minute));
    const requests = jobs.flatMap((job) => requestIn(job, startMs + minute * 60_000));
    return { jobs, requests, payments: jobs.map(paymentFor), capacity: [], gpus: [] };
  };
}

/** A request is told of once, in the minute in which its stream starts. */
function requestIn(
  { started_at, request, pipeline, model }: JobEntry,
  start: number,
): RequestEntry[] {
  if (request === null || started_at < start || started_at >= start + 60_000) return [];
  return [
    {
      request,
      pipeline,
      model,
      gateway: null,
      purpose: "live",
      received: true,
      missing_capacity: false,
    },
  ];
}

const paymentFor = ({ job, orchestrator }: JobEntry): PaymentEntry => ({
  job,
  orchestrator,
  gateway: null,
  fees: {
    tickets: 6,
    face_value_wei: "60000000000000",
    expected_value_attowei: "60000000000000000000000",
  },
});
