import { digestOf } from "../../../schema/wire/canonical.ts";
import { Pseudonym } from "../../../schema/wire/identifier.ts";
import type { JobEntry } from "../../../schema/wire/job-entry.ts";
import type { Target } from "../../../schema/wire/target.ts";
import type { SignedWindow } from "../../../schema/wire/window.ts";
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

/** An agent of a simulated day: all that it ever seals, in the order of sealing. */
export type DayAgent = Readonly<{
  target: Target;
  windows: readonly SignedWindow[];
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
    const had = windows.filter(({ window }) => window.start + SEALED_MS <= nowMs).length;
    const from = Date.parse(url.searchParams.get("from") ?? "");
    const after = Number(url.searchParams.get("after")?.slice(2) ?? 0);
    const first = from ? windows.findIndex(({ window }) => window.start >= from) : 0;
    const begin = Math.max(after, first);
    const page = windows.slice(begin, Math.min(begin + WINDOWS_PER_PAGE, had));
    return Response.json(
      windowsPage(page, { next: `s/${begin + page.length}`, latest: `s/${had}` }),
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
): Promise<SignedWindow[]> {
  const windows: SignedWindow[] = [];
  let epoch = "e0000000";
  let seq = 0;
  for (let minute = 0; minute < minutes; minute++) {
    if (isIn(minute, stopped)) continue;
    if (minute === reborn) [epoch, seq] = ["e0000001", 0];
    const below = seq === 0 ? undefined : windows.at(-1);
    const start = startMs + minute * MINUTE_MS;
    windows.push(
      await signedWindow(agent, {
        start,
        epoch,
        seq: seq++,
        prev: below ? await digestOf(below) : null,
        jobs: random() < 0.05 ? [job(n * 10_000 + minute, start, random)] : [],
      }),
    );
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
