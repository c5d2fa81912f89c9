import type { Hour } from "../../wire/quantity.ts";
import type { Target } from "../../wire/target.ts";
import type { PaymentEntry } from "../../wire/window.ts";
import { type Account, accountOf } from "./account.ts";
import type { Facts } from "./facts.ts";
import { decodeHead, encodeHead, type FactsHead } from "./facts-codec.ts";
import { encodeJob, encodeTold } from "./job-line.ts";
import { overviewOf, type TargetOverview } from "./overview.ts";
import type { Probes } from "./probes.ts";
import { decodeProbes, encodeProbes, type ProbeRun } from "./probes-codec.ts";
import type { OwnAccount } from "./tally-targets.ts";
import type { TargetFacts } from "./target-facts.ts";
import { byPlace } from "./window-codec.ts";

/** A form of another kind is no accounts: they are made again. */
const SCHEMA = "livepeer.sla.accounts/1";

/** The accounts of all targets of some facts: what the hour is published from. Each part is read when it is asked for. */
export type KeptAccounts = Readonly<{
  head: FactsHead;
  overviews: () => Map<Target["id"], TargetOverview>;
  accounts: () => Map<Target["id"], KeptAccount>;
}>;

/** One target's account. What it says of jobs and requests stays as it is kept. */
export type KeptAccount = Readonly<{
  jobs: readonly string[];
  told: readonly string[];
  /** The rest of it. Of the hour before it is not needed, and not read. */
  own: () => OwnAccount &
    Readonly<{ payments: readonly PaymentEntry[]; probes: Probes | undefined }>;
}>;

type Own = Omit<OwnAccount, "probes"> &
  Readonly<{ payments: readonly PaymentEntry[]; probes: readonly ProbeRun[] | null }>;

/** Accounts as text: a line of whose they are and one of overviews; of each target its own, its jobs, its requests. */
export function encodeAccounts(facts: Facts): string {
  const overviews: [Target["id"], TargetOverview][] = [];
  const bodies: string[] = [];
  for (const [id, each] of [...facts.targets].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const account = accountIn(each, facts.hour);
    overviews.push([id, overviewOf(each, account)]);
    bodies.push(...bodyOf(id, each, account));
  }
  return [encodeHead(SCHEMA, facts), JSON.stringify(overviews), ...bodies, ""].join("\n");
}

/** What a target's windows add up to. */
export const accountIn = ({ windows }: TargetFacts, hour: Hour): Account =>
  accountOf(
    hour,
    [...windows.values()].sort((a, b) => byPlace(a.window, b.window)),
  );

function bodyOf(id: Target["id"], { probes }: TargetFacts, account: Account): string[] {
  const { windows, minutes, slots, gpus, startups, payments, jobs, told } = account;
  const own: Own = {
    windows,
    minutes,
    slots,
    gpus,
    startups,
    payments,
    probes: probes && encodeProbes(probes),
  };
  return [
    `${id} ${jobs.length} ${told.length} ${JSON.stringify(own)}`,
    ...jobs.map((job) => encodeJob(id, job)),
    ...told.map(encodeTold),
  ];
}

/** Reads accounts back; null where the bytes are none, or of another form. Most of them are read only when asked for. */
export function decodeAccounts(bytes: Uint8Array): KeptAccounts | null {
  const first = bytes.indexOf(NEWLINE);
  const second = bytes.indexOf(NEWLINE, first + 1);
  const textOf = (from: number, to: number) => new TextDecoder().decode(bytes.subarray(from, to));
  const head = decodeHead(SCHEMA, textOf(0, Math.max(0, first)));
  if (head === null || second < 0 || bytes.at(-1) !== NEWLINE) return null;
  return {
    head,
    overviews: () => new Map(JSON.parse(textOf(first + 1, second))),
    accounts: () => bodiesIn(textOf(second + 1, bytes.length - 1)),
  };
}

const NEWLINE = 0x0a;

function bodiesIn(text: string): Map<Target["id"], KeptAccount> {
  const lines = text === "" ? [] : text.split("\n");
  const bodies = new Map<Target["id"], KeptAccount>();
  for (let i = 0; i < lines.length;) {
    const line = lines[i] ?? "";
    const [id = "", jobs, told] = line.slice(0, line.indexOf("{")).split(" ");
    const firstTold = i + 1 + Number(jobs);
    const next = firstTold + Number(told);
    bodies.set(id, {
      jobs: lines.slice(i + 1, firstTold),
      told: lines.slice(firstTold, next),
      own: () => ownIn(line),
    });
    i = next;
  }
  return bodies;
}

function ownIn(line: string): ReturnType<KeptAccount["own"]> {
  const { probes, ...own } = JSON.parse(line.slice(line.indexOf("{"))) as Own;
  return { ...own, probes: probes === null ? undefined : decodeProbes(probes) };
}
