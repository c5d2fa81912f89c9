import { digestOf } from "../../../schema/wire/canonical.ts";
import { Pseudonym, Sha256 } from "../../../schema/wire/identifier.ts";
import type { JobEntry } from "../../../schema/wire/job-entry.ts";
import type { Target } from "../../../schema/wire/target.ts";
import { delta, entry, outputless, totals } from "../../support/job-entry.ts";
import {
  type TestAgent,
  signedWindow,
  targetOf,
  testAgent,
  windowsPage,
} from "../../support/windows.ts";

const MINUTE_MS = 60_000;

/** A minute's window is sealed and served this long after the minute began. */
const SEALED_MS = 70_000;
const WINDOWS_PER_PAGE = 120;

/** A sealed window as it is served, and what a naive count needs of it: a day of 300 agents has 432,000 of them. */
export type Sealed = Readonly<{
  text: string;
  key: string;
  digest: string;
  start: number;
  jobs: readonly JobEntry[];
}>;

/** An agent of a simulated day: all that it ever seals, in the order of sealing. */
export type DayAgent = Readonly<{
  target: Target;
  windows: readonly Sealed[];
  /** Answers as of a moment; throws where it does not run. */
  answer: (url: URL, nowMs: number) => Response;
}>;

/** What becomes of an agent during its day: minutes, half-open. */
export type Fate = Readonly<{
  /** It does not run: it seals nothing, and does not answer. */
  stopped?: readonly [number, number];
  /** It runs, and cannot be reached. */
  unreachable?: readonly [number, number];
  /** It loses its store, and begins a new epoch. */
  reborn?: number;
}>;

const isIn = (minute: number, range: readonly [number, number] | undefined) =>
  range !== undefined && minute >= range[0] && minute < range[1];

/** Seals the windows of a day in advance. @param random decides which minutes have a job, and which of them failed */
export async function dayAgent(
  n: number,
  shard: number,
  startMs: number,
  minutes: number,
  fate: Fate,
  random: () => number,
): Promise<DayAgent> {
  const agent = await testAgent();
  const orchestrator = `0x${(n + 16).toString(16).padStart(40, "0")}` as Target["orchestrator"];
  const target = await targetOf(agent, { url: `https://a${n}.example`, shard, orchestrator });
  const windows = await sealed(agent, n, startMs, minutes, fate, random);
  const answer = (url: URL, nowMs: number): Response => {
    const minute = Math.floor((nowMs - startMs) / MINUTE_MS);
    if (isIn(minute, fate.stopped) || isIn(minute, fate.unreachable))
      throw new Error("Network connection lost.");
    const had = windows.filter(({ start }) => start + SEALED_MS <= nowMs).length;
    const from = Date.parse(url.searchParams.get("from") ?? "");
    const after = Number(url.searchParams.get("after")?.slice(2) ?? 0);
    const first = from ? windows.findIndex(({ start }) => start >= from) : 0;
    const begin = Math.max(after, first);
    const most = Math.min(WINDOWS_PER_PAGE, Number(url.searchParams.get("limit") ?? Infinity));
    const page = windows.slice(begin, Math.min(begin + most, had));
    const around = { next: `s/${begin + page.length}`, latest: `s/${had}` };
    const texts = page.map(({ text }) => text).join(",");
    return new Response(
      JSON.stringify(windowsPage([], around)).replace('"windows":[]', `"windows":[${texts}]`),
    );
  };
  return { target, windows, answer };
}

async function sealed(
  agent: TestAgent,
  n: number,
  startMs: number,
  minutes: number,
  { stopped, reborn }: Fate,
  random: () => number,
): Promise<Sealed[]> {
  const windows: Sealed[] = [];
  let epoch = "e0000000";
  let seq = 0;
  for (let minute = 0; minute < minutes; minute++) {
    if (isIn(minute, stopped)) continue;
    if (minute === reborn) [epoch, seq] = ["e0000001", 0];
    const prev = seq === 0 ? null : Sha256.parse(windows.at(-1)?.digest);
    const start = startMs + minute * MINUTE_MS;
    const jobs = random() < 0.05 ? [job(n * 10_000 + minute, start, random)] : [];
    const signed = await signedWindow(agent, { start, epoch, seq, prev, jobs });
    const [text, digest] = [JSON.stringify(signed), await digestOf(signed)];
    windows.push({ text, key: `${epoch}/${seq}`, digest, start, jobs });
    seq += 1;
  }
  return windows;
}

/** A job that lives within one minute. */
function job(id: number, startedAt: number, random: () => number): JobEntry {
  const pseudonym = Pseudonym.parse(id.toString(16).padStart(16, "0"));
  const fails = random() < 0.3;
  const own = delta({
    active_ms: fails ? 0 : 1000 + Math.floor(random() * 40_000),
    errors: fails ? 1 : 0,
  });
  const ended = { ended_at: startedAt + 50_000, last_evidence_at: startedAt + 50_000 };
  const whole = fails
    ? outputless({ ...own, ...ended, ending: "error", cause: "gpu" })
    : totals({ ...own, ...ended });
  return entry(whole, {
    job: pseudonym,
    request: pseudonym,
    started_at: startedAt + 1000,
    first_output_at: fails ? null : startedAt + 2000,
    delta: own,
  });
}
