import type { PublishedHour } from "../../wire/hour.ts";
import type { Sha256 } from "../../wire/identifier.ts";
import type { Job } from "../../wire/job.ts";
import type { Policy } from "../../wire/policy.ts";
import type { Hour } from "../../wire/quantity.ts";
import type { RawObject } from "../../wire/raw.ts";
import type { Rollup } from "../../wire/rollup.ts";
import { previousHour } from "../hour.ts";
import { policyDigest } from "../policy.ts";
import { accountOf } from "./account.ts";
import type { JobAccount } from "./account-jobs.ts";
import { collectWindows, type Received } from "./collect-windows.ts";
import { gatewayNames } from "./gateway-names.ts";
import { sealHour } from "./hour-document.ts";
import type { HourFacts } from "./hour-facts.ts";
import { packDigests, packFields } from "./packs.ts";
import { probesOf } from "./probes.ts";
import { type RegistryFacts, registryFacts } from "./registry-facts.ts";
import { sideOf, type Side, tellingsOf } from "./sides.ts";
import { openTally } from "./tally.ts";
import { newestSlotByShard } from "./tally-agents.ts";
import { readersOf, readsOf } from "./tally-capacity.ts";
import { attendanceFrom } from "./tally-reporting.ts";
import type { Told } from "./tally-requests.ts";
import { tallyRequestsAndJobs } from "./tally-requests-and-jobs.ts";
import { tallyTarget } from "./tally-targets.ts";

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
  const { jobs, rollups } = compute(inputs, facts, windows);
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
    ...(await packFields(await packDigests(jobs, rollups))),
  });
  return { hour: published, jobs, rollups };
}

function compute(
  { hour, policy, state, slotSeconds, objects }: HourInputs,
  facts: RegistryFacts,
  windows: readonly Received[],
): Pick<Publication, "jobs" | "rollups"> {
  const probes = probesOf(
    objects.map((object) => object.raw),
    hour,
  );
  const asked = [...probes].map(([id, own]) => [id, Math.max(0, ...own.keys())] as const);
  const all = bothAccounts(facts, windows, hour);
  const about: HourFacts = {
    hour,
    state,
    slotSeconds,
    policy,
    registry: facts,
    gatewayName: gatewayNames(
      new Map(
        all.map(({ target, before, now }) => [
          target.id,
          [...new Set([...before.said, ...now.said])],
        ]),
      ),
    ),
    attendance: attendanceFrom(
      all.map(({ target, before, now }) => ({ target, minutes: before.minutes + now.minutes })),
      hour,
    ),
    readers: readersOf(
      all.map(({ target, now }) => readsOf(target, now.slots)),
      facts,
    ),
    newestSlots: newestSlotByShard(asked, facts.targets),
  };
  const tally = openTally(hour);
  const sides: Side[] = [];
  const told: Told[] = [];
  for (const { target, before, now } of all) {
    const { tellings, lone } = tellingsOf(before.jobs, now.jobs, now.payments, jobOf);
    tallyTarget(tally, target, now, probes.get(target.id), lone, about);
    for (const telling of tellings) sides.push(sideOf(target, telling, facts));
    if (target.role !== "gateway") continue;
    for (const each of before.told) told.push({ ...each, target, now: false });
    for (const each of now.told) told.push({ ...each, target, now: true });
  }
  const jobs = tallyRequestsAndJobs(tally, { sides, told }, about);
  return { jobs: jobs.toSorted(byStart), rollups: tally.rows() };
}

const jobOf = ({ latest }: JobAccount): string => latest.job;

/** What each target says in the hour before and in the hour. */
function bothAccounts({ targets }: RegistryFacts, windows: readonly Received[], hour: Hour) {
  const own = Map.groupBy(windows, ({ target }) => target.id);
  return [...targets.values()].map((target) => {
    const of = Map.groupBy(own.get(target.id) ?? [], (received) => received.hour);
    const account = (each: Hour) => accountOf(each, of.get(each) ?? []);
    return { target, before: account(previousHour(hour)), now: account(hour) };
  });
}

const byKey = (objects: readonly Input[]): Input[] =>
  [...new Map(objects.map((object) => [object.key, object])).values()].toSorted((a, b) =>
    a.key < b.key ? -1 : 1,
  );

/** The order in which jobs are published. */
export const byStart = (a: Job, b: Job): number =>
  compare(a.started_at, b.started_at) || compare(a.id, b.id);

const equivocators = (windows: readonly Received[]): string[] =>
  [
    ...new Set(windows.flatMap(({ target, equivocated }) => (equivocated ? [target.id] : []))),
  ].toSorted();

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
