import type { JobDelta, JobEntry } from "../../wire/job-entry.ts";
import type { Hour } from "../../wire/quantity.ts";
import { type CapacityEntry, type GpuEntry, WINDOW_MS } from "../../wire/window.ts";
import { HOUR_MS, hourStart } from "../hour.ts";
import type { CountedWindow } from "./counted-window.ts";
import type { WindowFacts } from "./target-facts.ts";

/** A window without what it repeats: a name is its place among the target's names. */
export type EncodedWindow = readonly [
  minute: number,
  epoch: number,
  seq: number,
  digest: string,
  flags: number,
  jobs: readonly (readonly unknown[])[],
  slots: readonly (readonly number[])[],
  gpus: readonly (readonly number[])[],
  rest?: Readonly<Partial<Pick<CountedWindow, "requests" | "payments" | "startups">>>,
];

const DELTA = [
  "active_ms",
  "stall_ms",
  "samples",
  "zero_samples",
  "milli_fps_ms",
  "errors",
  "user_errors",
  "restarts",
  "bytes_received",
  "bytes_sent",
] as const satisfies readonly (keyof JobDelta)[];

const IS_SEEING = 1;
const IS_EQUIVOCATED = 2;

/** @param placeOf  a name's place among those of the target */
export function encodeWindow(
  { window, sawJobs, digest, equivocated }: WindowFacts,
  placeOf: (name: object) => number,
): EncodedWindow {
  const { start, epoch, seq, requests, payments, startups } = window;
  const rest = {
    ...(requests.length > 0 && { requests }),
    ...(payments.length > 0 && { payments }),
    ...(startups && { startups }),
  };
  const encoded = [
    (start % HOUR_MS) / WINDOW_MS,
    placeOf({ epoch }),
    seq,
    digest as string,
    (sawJobs ? IS_SEEING : 0) + (equivocated ? IS_EQUIVOCATED : 0),
    window.jobs.map(({ delta, totals, ...who }) => [
      placeOf(who),
      ...DELTA.map((name) => delta[name]),
      ...(totals === null ? [] : [totals]),
    ]),
    window.capacity.map(({ busy_slot_ms, idle_slot_ms, loading_slot_ms, ...what }) => [
      placeOf(what),
      busy_slot_ms,
      idle_slot_ms,
      loading_slot_ms,
    ]),
    window.gpus.map(({ utilisation_ppm_sum, utilisation_samples, ...what }) => [
      placeOf(what),
      utilisation_ppm_sum,
      utilisation_samples,
    ]),
  ] as const;
  return Object.keys(rest).length > 0 ? [...encoded, rest] : encoded;
}

/** The same window. Objects are written out with all their members where a spread costs as much as all the rest. */
export function decodeWindow(
  [minute, epoch, seq, digest, flags, jobs, slots, gpus, rest]: EncodedWindow,
  names: readonly object[],
  hour: Hour,
): WindowFacts {
  const window: CountedWindow = {
    start: hourStart(hour) + minute * WINDOW_MS,
    epoch: (names[epoch] as { epoch: string }).epoch,
    seq,
    jobs: jobs.map((job) => jobOf(job, names[job[0] as number] as JobEntry)),
    requests: rest?.requests ?? [],
    payments: rest?.payments ?? [],
    capacity: slots.map(([place, busy_slot_ms, idle_slot_ms, loading_slot_ms]) => {
      const what = names[place as number] as CapacityEntry;
      return { ...what, busy_slot_ms, idle_slot_ms, loading_slot_ms } as CapacityEntry;
    }),
    gpus: gpus.map(([place, utilisation_ppm_sum, utilisation_samples]) => {
      const what = names[place as number] as GpuEntry;
      return { ...what, utilisation_ppm_sum, utilisation_samples } as GpuEntry;
    }),
    ...(rest?.startups && { startups: rest.startups }),
  };
  return {
    window,
    sawJobs: (flags & IS_SEEING) !== 0,
    digest: digest as WindowFacts["digest"],
    equivocated: (flags & IS_EQUIVOCATED) !== 0,
  };
}

function jobOf(job: readonly unknown[], who: JobEntry): JobEntry {
  const n = job as readonly number[];
  const delta = {
    active_ms: n[1],
    stall_ms: n[2],
    samples: n[3],
    zero_samples: n[4],
    milli_fps_ms: n[5],
    errors: n[6],
    user_errors: n[7],
    restarts: n[8],
    bytes_received: n[9],
    bytes_sent: n[10],
  } as JobDelta;
  return { ...who, delta, totals: (job[DELTA.length + 1] ?? null) as JobEntry["totals"] };
}

/** Names in the order in which they are met, each once. */
export function openNames() {
  const places = new Map<string, number>();
  return {
    placeOf(name: object): number {
      const text = JSON.stringify(name);
      const known = places.get(text);
      if (known !== undefined) return known;
      places.set(text, places.size);
      return places.size - 1;
    },
    all: () => [...places.keys()].map((text) => JSON.parse(text) as object),
  };
}

/** Windows of one target: by start, epoch and seq. */
export const byPlace = (a: CountedWindow, b: CountedWindow): number =>
  a.start - b.start || (a.epoch < b.epoch ? -1 : a.epoch > b.epoch ? 1 : a.seq - b.seq);
