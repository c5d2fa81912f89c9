import { previousHour } from "../hour.ts";
import type { JobAccount } from "./account-jobs.ts";
import type { HourFacts } from "./hour-facts.ts";
import { decodeJobAccount, type EncodedJob, encodeJobAccount } from "./job-codec.ts";
import { type Side, sideOf, type Telling } from "./sides.ts";
import type { Target } from "../../wire/target.ts";
import type { Told } from "./tally-requests.ts";
import type { ToldEntry } from "./told-entry.ts";

// What is told of jobs and requests goes through an hour as text, and is read where it is joined: most of the hour before
// is not needed, and is never read. Before the JSON of each line stands what has to be known to leave it out.

/** What a target says of a job in an hour: spread, whether it decides the job, the job, JSON. */
export function encodeJob(id: Target["id"], job: JobAccount): string {
  const { job: name, request } = job.latest;
  const spread = spreadOf(request ?? `${id}/${name}`);
  return `${spread} ${job.decided === null ? 0 : IS_DECIDED} ${name} ${JSON.stringify(encodeJobAccount(job))}`;
}

/** The job of such a line. */
export const jobIn = (line: string): string => cut(line)[2];

/** What a gateway's agent says of a request in an hour: spread, JSON. */
export const encodeTold = (told: ToldEntry): string =>
  `${spreadOf(told.entry.request)} 0 - ${JSON.stringify(told)}`;

/** A line of what is told of a job, to be joined: spread, flags, target, JSON of a telling. */
export function tellingLine(target: Target, { before, now, paid }: Telling<string>): string {
  const [own, older] = [now && cut(now), before && cut(before)];
  const spread = (own ?? older)?.[0] ?? "0";
  const isDecided = own?.[1] === String(IS_DECIDED) || older?.[1] === String(IS_DECIDED);
  const flags =
    (isDecided ? IS_DECIDED : 0) +
    (now !== null || paid.length > 0 ? IS_NOW : 0) +
    (target.role === "gateway" ? IS_GATEWAY : 0);
  const both = `[${older?.[3] ?? "null"},${own?.[3] ?? "null"},${JSON.stringify(paid)}]`;
  return `${spread} ${flags} ${target.id} ${both}`;
}

/** A line of what is told of a request, to be joined. @param now  told in the hour, and not in the one before it */
export function toldLine(target: Target, line: string, now: boolean): string {
  const [spread, , , told] = cut(line);
  return `${spread} ${now ? IS_NOW : 0} ${target.id} ${told}`;
}

/** Which of `count` partitions holds a line, and with it all that is said of the request, or of a job that has none. */
export const partitionOf = (line: string, count: number): number => Number(cut(line)[0]) % count;

/**
 * What lines say that can change the hour. Where nothing is told in the hour itself, only a gateway that has not
 * decided a job can: it lets an orchestrator's agent decide that was the first.
 */
export function saidIn(
  tellings: readonly string[],
  told: readonly string[],
  { hour, registry }: Pick<HourFacts, "hour" | "registry">,
): { sides: Side[]; told: Told[] } {
  const [jobs, requests] = [tellings.map(cut), told.map(cut)];
  const lively = new Set<string>();
  for (const [spread, flags] of [...jobs, ...requests])
    if (matters(Number(flags))) lively.add(spread);
  const targetOf = (id: string): Target => {
    const target = registry.targets.get(id);
    if (target === undefined) throw new TypeError(`${id} is in no overview`);
    return target;
  };
  const said: { sides: Side[]; told: Told[] } = { sides: [], told: [] };
  for (const [spread, , id, json] of jobs) {
    if (!lively.has(spread)) continue;
    const [before, now, paid] = JSON.parse(json) as EncodedTelling;
    const telling = {
      before: before && decodeJobAccount(before, previousHour(hour)),
      now: now && decodeJobAccount(now, hour),
      paid,
    };
    said.sides.push(sideOf(targetOf(id), telling, registry));
  }
  for (const [spread, flags, id, json] of requests) {
    if (!lively.has(spread)) continue;
    const entry = JSON.parse(json) as ToldEntry;
    said.told.push({ ...entry, target: targetOf(id), now: Number(flags) === IS_NOW });
  }
  return said;
}

type EncodedTelling = [EncodedJob | null, EncodedJob | null, Telling["paid"]];

const IS_DECIDED = 1;
const IS_NOW = 2;
const IS_GATEWAY = 4;

const matters = (flags: number): boolean =>
  (flags & IS_NOW) !== 0 || ((flags & IS_GATEWAY) !== 0 && (flags & IS_DECIDED) === 0);

/** The words before a line's JSON, and the JSON. */
function cut(line: string): readonly [string, string, string, string] {
  const a = line.indexOf(" ");
  const b = line.indexOf(" ", a + 1);
  const c = line.indexOf(" ", b + 1);
  return [line.slice(0, a), line.slice(a + 1, b), line.slice(b + 1, c), line.slice(c + 1)];
}

/** FNV-1a: it only spreads, and nothing published depends on it. */
function spreadOf(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++)
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return value;
}
