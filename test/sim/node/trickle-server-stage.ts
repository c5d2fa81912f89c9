import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as realSleep } from "node:timers/promises";
import type { CollectorPorts } from "../../../agent/src/collectors/collector.ts";
import { nodeLogCollector } from "../../../agent/src/collectors/node-log/node-log-collector.ts";
import { openSessions } from "../../../agent/src/collectors/node-log/sessions.ts";
import { trickleCollector } from "../../../agent/src/collectors/trickle/trickle-collector.ts";
import { recordingPorts } from "../../support/collector-ports.ts";
import { T0 } from "../../support/observations.ts";
import { type SimRequest, simNodeLog } from "./node-log.ts";
import { SIM_MODEL } from "./trickle-server-events.ts";
import { simTrickleServer } from "./trickle-server.ts";

/** What a script may do. Time stands still but for `at`; nothing is random, and nothing waits for a real second. */
export type Stage = Awaited<ReturnType<typeof openStage>>;

/** What an agent has from its run before. */
export type Before = Readonly<{
  folder?: string;
  since?: number | null;
  idleSlot?: boolean | null;
}>;

export const MID = "6fa05caf";
export const REQUEST_ID = "ce6ee475";
export const STREAM: SimRequest = { mid: MID, request: REQUEST_ID, model: SIM_MODEL };

/** A simulated node, with its log and its trickle server, and the two collectors beside it. */
export async function openStage({ folder, since = null, idleSlot = null }: Before = {}) {
  const home = folder ?? mkdtempSync(join(tmpdir(), "sim-node-"));
  const path = join(home, "livepeer.log");
  let nowMs = T0;
  const timers = new Set<{ due: number; end: () => void }>();
  let parked: (() => void) | null = null;

  const log = simNodeLog(path, () => nowMs);
  if (folder === undefined) log.write("Livepeer Node Version: 0.9.1\n");
  const server = await simTrickleServer({ slog: log.slog });
  const sessions = openSessions("a salt");
  const recorded = recordingPorts({ now: () => nowMs });
  const sleepUntil: CollectorPorts["sleep"] = (ms) =>
    new Promise((end) => void timers.add({ due: nowMs + ms, end }));
  const park: CollectorPorts["sleep"] = () => new Promise((end) => (parked = end));
  const running: Promise<void>[] = [];

  /** Lets the log's reader look once. */
  const tick = async (): Promise<void> => {
    const go = parked;
    parked = null;
    go?.();
    await until(() => parked !== null);
  };
  const until = async (condition: () => boolean): Promise<void> => {
    for (let tries = 0; !condition(); tries++) {
      if (tries > 5000) throw new Error("it never happened");
      await realSleep(1);
    }
  };
  const isFollowed = (seq: number) => until(() => server.isAwaited(`${MID}-events`, seq));

  return {
    ...recorded,
    home,
    path,
    log,
    server,
    sessions,
    tick,
    until,
    /** Waits until a collector pauses for so long. */
    untilPaused: (ms: number) => until(() => [...timers].some(({ due }) => due === nowMs + ms)),
    /** Starts the collectors: the log is read to its end. */
    start: async () => {
      const settings = { file: path, stdin: nothing(), sessions, idleSlot: () => idleSlot, since };
      running.push(nodeLogCollector(settings).run({ ...recorded.ports, sleep: park }));
      const trickle = trickleCollector({ url: server.url, sessions });
      running.push(trickle.run({ ...recorded.ports, sleep: sleepUntil }));
      await until(() => parked !== null);
    },
    /** Moves the clock, so many milliseconds after T0. */
    at: async (ms: number) => {
      nowMs = T0 + ms;
      for (const timer of timers) {
        if (timer.due > nowMs) continue;
        timers.delete(timer);
        timer.end();
      }
      await tick();
    },
    /** The node accepts the stream: its channels are there, and somebody follows its events. */
    accepts: async () => {
      log.received(STREAM);
      for (const suffix of ["", "-out", "-control", "-events"]) server.create(`${MID}${suffix}`);
      log.processed(STREAM);
      await tick();
      await isFollowed(0);
    },
    /** The runner says something, and it is heard. */
    says: async (payload: string) => {
      const seq = server.post(`${MID}-events`, payload);
      await isFollowed(seq + 1);
    },
    /** Segments of so many bytes, from the gateway and from the runner. */
    carries: async (input: number, output: number) => {
      if (input > 0) server.post(MID, "x".repeat(input));
      if (output > 0) server.post(`${MID}-out`, "x".repeat(output));
      await tick();
    },
    /** The gateway closes its channel, and the node the others. */
    clientLeaves: async () => {
      for (const suffix of ["", "-out", "-events", "-control"]) server.close(`${MID}${suffix}`);
      await tick();
    },
    /** Ends the agent; the node goes on. */
    end: async () => {
      recorded.stop();
      parked?.();
      for (const timer of timers) timer.end();
      await Promise.all(running);
      await server[Symbol.asyncDispose]();
      if (folder === undefined) rmSync(home, { recursive: true });
    },
  };
}

async function* nothing(): AsyncGenerator<string> {}
