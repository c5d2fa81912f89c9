import { digestOf } from "../../wire/canonical.ts";
import type { PublishedHour } from "../../wire/hour.ts";
import type { Sha256 } from "../../wire/identifier.ts";
import type { Job } from "../../wire/job.ts";
import type { Policy } from "../../wire/policy.ts";
import type { Hour } from "../../wire/quantity.ts";
import type { RawObject } from "../../wire/raw.ts";
import type { Rollup } from "../../wire/rollup.ts";
import { previousHour } from "../hour.ts";
import { policyDigest } from "../policy.ts";
import { collectWindows } from "./collect-windows.ts";
import { deciderIn, isOpenIn } from "./counting.ts";
import { gatewayNames } from "./gateway-names.ts";
import { sealHour } from "./hour-document.ts";
import { jobDocument } from "./job-document.ts";
import { keyOf } from "./job-key.ts";
import { joinJobs } from "./join-jobs.ts";
import { type RegistryFacts, registryFacts } from "./registry-facts.ts";
import { sidesOf } from "./sides.ts";
import { openTally } from "./tally.ts";
import { tallyAgents } from "./tally-agents.ts";
import { tallyCapacity } from "./tally-capacity.ts";
import { tallyGpus } from "./tally-gpus.ts";
import { tallyDecided, tallyMinutes } from "./tally-jobs.ts";
import { tallyPayments } from "./tally-payments.ts";
import { attendanceOf, tallyReporting } from "./tally-reporting.ts";
import { tallyRequests } from "./tally-requests.ts";
import type { Received } from "./collect-windows.ts";

/** A raw object with its key and the SHA-256 of its stored bytes. */
export type Input = Readonly<{ key: string; sha256: Sha256; raw: RawObject }>;

/** What an hour is computed from: the raw objects of its own windows and probes, and those of the hour before it. */
export type HourInputs = Readonly<{
  hour: Hour;
  version: number;
  state: PublishedHour["state"];
  policy: Policy;
  slotSeconds: number;
  objects: readonly Input[];
}>;

/** A version of an hour, its jobs by start, and its sums by key. */
export type Publication = Readonly<{ hour: PublishedHour; jobs: Job[]; rollups: Rollup[] }>;

/**
 * Computes an hour from raw objects alone. Neither their order nor how windows are spread over them changes a job or a sum;
 * no clock is read. Jobs are those that the hour decides, and those that it leaves open.
 */
export async function publishHour(inputs: HourInputs): Promise<Publication> {
  const { hour, version, state, policy, slotSeconds } = inputs;
  const objects = byKey(inputs.objects);
  const facts = registryFacts(objects.map(({ raw }) => raw));
  const hours = new Set([previousHour(hour), hour]);
  const windows = await collectWindows(
    objects.map(({ raw }) => raw),
    facts,
    hours,
  );
  const { jobs, rollups } = await compute(inputs, facts, windows);
  const decided = jobs.filter((job) => job.state === "decided").length;
  const published = await sealHour({
    schema: "livepeer.sla.hour/1",
    hour,
    version,
    state,
    policy: { id: policy.id, digest: await policyDigest(policy) },
    registry_version: facts.version,
    slot_seconds: slotSeconds,
    inputs: objects.map(({ key, sha256 }) => ({ key, sha256 })),
    windows: windows.filter((received) => received.hour === hour).length,
    jobs: decided,
    open_jobs: jobs.length - decided,
    equivocated: equivocators(windows),
    rollups_digest: await digestOf(rollups),
    jobs_digest: await digestOf(jobs),
  });
  return { hour: published, jobs, rollups };
}

async function compute(
  { hour, policy, state, slotSeconds, objects }: HourInputs,
  facts: RegistryFacts,
  windows: readonly Received[],
): Promise<Pick<Publication, "jobs" | "rollups">> {
  const current = windows.filter((received) => received.hour === hour);
  const joined = await joinJobs(sidesOf(windows, facts).values());
  const nameOf = gatewayNames(windows);
  const keys = new Map(joined.jobs.map((job) => [job, keyOf(job, facts, nameOf)]));
  const attendance = attendanceOf(windows);
  const tally = openTally(hour);
  const jobs: Job[] = [];
  for (const [job, key] of keys) {
    tallyMinutes(tally, key, job, hour);
    const decider = deciderIn(job, hour);
    if (decider !== null) {
      tallyDecided(tally, key, decider, policy);
      tallyReporting(tally, key, job, decider, attendance, hour);
    }
    if (decider !== null || isOpenIn(job, hour)) jobs.push(jobDocument(job, key, decider, policy));
  }
  tallyPayments(tally, current, joined, keys, facts, nameOf);
  tallyRequests(tally, windows, joined, hour, nameOf);
  tallyCapacity(tally, current, facts, nameOf);
  tallyGpus(tally, current);
  const raw = objects.map((object) => object.raw);
  tallyAgents(tally, raw, current, facts, { hour, state, slotSeconds });
  return { jobs: jobs.toSorted(byStart), rollups: tally.rows() };
}

const byKey = (objects: readonly Input[]): Input[] =>
  [...new Map(objects.map((object) => [object.key, object])).values()].toSorted((a, b) =>
    a.key < b.key ? -1 : 1,
  );

const byStart = (a: Job, b: Job): number =>
  compare(a.started_at, b.started_at) || compare(a.id, b.id);

const equivocators = (windows: readonly Received[]): string[] =>
  [
    ...new Set(windows.flatMap(({ target, equivocated }) => (equivocated ? [target.id] : []))),
  ].toSorted();

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
