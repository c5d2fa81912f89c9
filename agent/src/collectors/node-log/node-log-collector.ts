import { Observation, type ObservationInput } from "../../../../schema/wire/observation.ts";
import type { Collector, CollectorPorts } from "../collector.ts";
import { pseudonymise } from "../pseudonymise.ts";
import { poll } from "../poll.ts";
import { parseLine } from "./parse-line.ts";
import { replayLog } from "./replay-log.ts";
import type { Sessions } from "./sessions.ts";
import { cutLines, tailFile } from "./tail-file.ts";
import { type IdleSlot, type Tracker, trackSessions } from "./track-sessions.ts";

export type NodeLogSettings = Readonly<{
  /** go-livepeer's stderr: a file that grows, or `-` for standard input. */
  file: string;
  stdin: AsyncIterable<string>;
  sessions: Sessions;
  idleSlot: IdleSlot;
  /** Until when the agent ran before, Unix milliseconds: the end of its last sealed minute. Null where it never did. */
  since: number | null;
  /** How often the file is looked at, in milliseconds; 250 by default. */
  pollMs?: number;
}>;

const POLL_MS = 250;
const READ_TIMEOUT_MS = 30_000;

/**
 * The sessions of a node by its log: their beginning, bytes and end, and what was refused. Log text, clients' addresses and
 * stream ids end at the parser; other collectors learn of sessions through `sessions`.
 */
export const nodeLogCollector = (settings: NodeLogSettings): Collector => {
  const tracker = trackSessions(settings.sessions, settings.idleSlot);
  return {
    name: "node-log",
    run: (ports) =>
      settings.file === "-"
        ? readStdin(settings, tracker, ports)
        : readFile(settings, tracker, ports),
  };
};

async function readFile(
  { file, sessions, since, pollMs = POLL_MS }: NodeLogSettings,
  tracker: Tracker,
  ports: CollectorPorts,
): Promise<void> {
  /** A file that was not there when the agent started is new, and all of it is news. */
  let isNew = false;
  let isRead = false;
  const tail = tailFile(file, () => (isNew || isRead ? "start" : "recent"));
  const once = async (): Promise<void> => {
    if (isNew || isRead) {
      await tail.read((line) => accept(takeLine(line, tracker, ports), ports));
      accept(tracker.due(ports.now()), ports);
    } else {
      const replay = replayLog(sessions, new Date(ports.now()).getUTCFullYear());
      await tail.read(replay.take);
      accept(replay.end(await tail.writtenMs(), since), ports);
    }
    isRead = true;
    ports.report("ok", null);
  };
  try {
    await poll({ intervalMs: pollMs, timeoutMs: READ_TIMEOUT_MS }, ports, async () => {
      try {
        await once();
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
        isNew = true;
        ports.report("absent", "there is no such file");
      }
    });
    accept(tracker.rest(ports.now()), ports);
  } finally {
    await tail.close();
  }
}

async function readStdin(
  { stdin }: NodeLogSettings,
  tracker: Tracker,
  ports: CollectorPorts,
): Promise<void> {
  const lines = cutLines();
  const onLine = (line: string) => accept(takeLine(line, tracker, ports), ports);
  const encoder = new TextEncoder();
  ports.report("ok", null);
  for await (const text of stdin) {
    if (ports.stop.aborted) return;
    lines.push(encoder.encode(text), onLine);
    accept(tracker.due(ports.now()), ports);
  }
  lines.end(onLine);
  accept(tracker.rest(ports.now()), ports);
  ports.report("absent", "the log ended");
}

function takeLine(line: string, tracker: Tracker, ports: CollectorPorts): ObservationInput[] {
  const fact = parseLine(line);
  if (fact === null) return [];
  if (!("malformed" in fact)) return tracker.take(fact, ports.now());
  ports.refuse(fact.malformed);
  return [];
}

function accept(facts: readonly ObservationInput[], ports: CollectorPorts): void {
  if (facts.length > 0) ports.accept(facts.map((fact) => pseudonymise(Observation.parse(fact))));
}
