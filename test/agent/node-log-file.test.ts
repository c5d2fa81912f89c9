import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { nodeLogCollector } from "../../agent/src/collectors/node-log/node-log-collector.ts";
import { openSessions } from "../../agent/src/collectors/node-log/sessions.ts";
import { tailFile } from "../../agent/src/collectors/node-log/tail-file.ts";
import { PLANTED_IP, PLANTED_STREAM, simNodeLog } from "../sim/node/node-log.ts";
import { statusEvent, traceEvent } from "../sim/node/trickle-server-events.ts";
import { MID, openStage, REQUEST_ID, STREAM } from "../sim/node/trickle-server-stage.ts";
import { recordingPorts } from "../support/collector-ports.ts";
import { decidedOf, reduceAll, T0 } from "../support/observations.ts";

const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), "node-log-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
};

it("reads a file as it grows, through renaming, emptying, and lines that come in pieces", async () => {
  const path = join(folder(), "livepeer.log");
  const log = simNodeLog(path, () => T0);
  const found: string[] = [];
  const tail = tailFile(path, () => "recent");
  const read = async () => {
    found.length = 0;
    await tail.read((line) => found.push(line));
    return found;
  };
  await expect(read()).rejects.toMatchObject({ code: "ENOENT" });
  log.write("one\ntw");
  expect(await read()).toEqual(["one"]);
  log.write("o\n");
  expect(await read()).toEqual(["two"]);
  log.write("three\n");
  log.rename(`${path}.1`);
  // Between the two steps of a rotation the old one is still written to.
  expect(await read()).toEqual(["three"]);
  writeFileSync(`${path}.1`, "four\n", { flag: "a" });
  log.write("five\n");
  expect(await read()).toEqual(["four", "five"]);
  log.empty();
  expect(await read()).toEqual([]);
  log.write("six\n");
  expect(await read()).toEqual(["six"]);
  await tail.close();
});

it("begins inside of a large file, at a whole line", async () => {
  const path = join(folder(), "livepeer.log");
  const line = `${"x".repeat(1022)}\n`;
  writeFileSync(path, line.repeat(20 * 1024));
  let [count, odd] = [0, 0];
  const tail = tailFile(path, () => "recent");
  await tail.read((found) => {
    count += 1;
    if (found.length !== 1022) odd += 1;
  });
  await tail.close();
  expect(odd).toBe(0);
  // 16 MiB of lines of 1023 bytes.
  expect(count).toBe(Math.floor((16 * 1024 * 1024) / 1023));
});

it("reads standard input, and is absent when that ends", async () => {
  const recorded = recordingPorts({ now: () => T0 });
  const stdin = (async function* () {
    yield "2026/01/09 13:00:00 INFO Creating stream stream=6fa0";
    yield "5caf\n2026/01/09 13:00:09 INFO Deleted stream streamName=6fa05caf\n";
  })();
  const settings = {
    file: "-",
    stdin,
    sessions: openSessions("s"),
    idleSlot: () => null,
    since: null,
  };
  await nodeLogCollector(settings).run(recorded.ports);
  expect(recorded.accepted.map(({ kind }) => kind)).toEqual(["job_started", "ended"]);
  expect(recorded.reports).toEqual([
    ["ok", null],
    ["absent", "the log ended"],
  ]);
});

it("is absent while there is no log, and reads all of one that appears", async () => {
  const path = join(folder(), "livepeer.log");
  const log = simNodeLog(path, () => T0);
  const recorded = recordingPorts({
    now: () => T0,
    sleep: async () => {
      if (recorded.reports.length === 1) {
        log.received(STREAM);
        log.slog(`Creating stream stream=${MID}`);
      } else recorded.stop();
    },
  });
  const stdin = (async function* () {})();
  const settings = {
    file: path,
    stdin,
    sessions: openSessions("s"),
    idleSlot: () => null,
    since: null,
  };
  await nodeLogCollector(settings).run(recorded.ports);
  expect(recorded.reports).toEqual([
    ["absent", "there is no such file"],
    ["ok", null],
  ]);
  expect(recorded.accepted.map(({ kind }) => kind)).toEqual(["job_started"]);
});

it("lets no client's address, stream id, manifest id or request id out", async () => {
  const stage = await openStage();
  await stage.start();
  await stage.accepts();
  await stage.carries(5, 5);
  await stage.clientLeaves();
  stage.log.insufficient({ ...STREAM, mid: "22222222" });
  await stage.tick();
  await stage.end();
  expect(stage.accepted.map(({ kind }) => kind)).toEqual([
    "job_started",
    "bytes",
    "ended",
    "ended",
  ]);
  const told = JSON.stringify([stage.accepted, stage.reports, stage.refused]);
  for (const secret of [PLANTED_IP, PLANTED_STREAM, MID, REQUEST_ID])
    expect(told).not.toContain(secret);
});

it("puts the bytes down that it holds when the agent stops", async () => {
  const stage = await openStage();
  await stage.start();
  await stage.accepts();
  await stage.carries(5, 3);
  await stage.end();
  expect(stage.accepted).toMatchObject([
    { kind: "job_started" },
    { kind: "bytes", received: 5, sent: 3 },
  ]);
});

/** A stream that an agent sees begin; the agent ends at 15 s. */
async function beforeRestart(home: string) {
  const stage = await openStage({ folder: home });
  await stage.start();
  await stage.accepts();
  await stage.at(400);
  await stage.says(traceEvent("runner_receive_stream_request", T0 + 350));
  await stage.at(2400);
  await stage.says(traceEvent("runner_send_first_processed_segment", T0 + 2350));
  await stage.at(10_400);
  await stage.says(statusEvent({ at: T0 + 10_395, startedAt: T0 + 350 }));
  await stage.end();
  return stage;
}

const decidedFrom = (observations: Parameters<typeof reduceAll>[0]) =>
  decidedOf(reduceAll(observations, "orchestrator", { minutes: 20, decideAll: false }).windows);

it("reports, after a restart, the end of a job that ended meanwhile: once, when the log says", async () => {
  const home = folder();
  const before = await beforeRestart(home);
  // 13:00:18 in a node's own zone, which the log does not name.
  const node = simNodeLog(join(home, "livepeer.log"), () => T0 + 18_000);
  node.slog(`Deleted stream streamName=${MID}`);
  utimesSync(join(home, "livepeer.log"), T0 / 1000 + 18, T0 / 1000 + 18);
  const after = await openStage({ folder: home, since: T0 + 15_000 });
  await after.start();
  await after.end();
  expect(after.accepted).toMatchObject([{ kind: "ended", ending: "completed", at: T0 + 18_000 }]);
  const [job, ...more] = decidedFrom([...before.accepted, ...after.accepted]);
  expect(more).toEqual([]);
  expect(job?.totals).toMatchObject({ ending: "completed", first_output_ms: 2000, samples: 1 });
});

it("reports, after a restart, the end of a job whose channel is gone while the log says nothing", async () => {
  const home = folder();
  const before = await beforeRestart(home);
  utimesSync(join(home, "livepeer.log"), T0 / 1000 + 10, T0 / 1000 + 10);
  // The node was restarted too: it knows no channel, and wrote no end.
  const after = await openStage({ folder: home, since: T0 + 15_000 });
  await after.start();
  await after.untilPaused(5000);
  await after.at(5000);
  await after.until(() => after.accepted.length > 0);
  await after.end();
  expect(after.accepted).toMatchObject([{ kind: "ended", ending: "completed" }]);
  expect(after.accepted[0]?.job).toBe(before.accepted[0]?.job);
});

it("reports nothing of what began and ended while no agent ran, or before the first one", async () => {
  const home = folder();
  const node = simNodeLog(join(home, "livepeer.log"), () => T0);
  for (const line of [`Creating stream stream=${MID}`, `Deleted stream streamName=${MID}`])
    node.slog(line);
  // Seen in the log as open, and in truth long gone.
  node.slog("Creating stream stream=11111111");
  utimesSync(join(home, "livepeer.log"), T0 / 1000, T0 / 1000);
  for (const since of [null, T0 - 60_000]) {
    const stage = await openStage({ folder: home, since });
    await stage.start();
    await stage.until(() => stage.sessions.find("11111111") === null);
    await stage.end();
    expect(stage.accepted).toEqual([]);
  }
});

it("follows a job that lives through a restart as one job", async () => {
  const home = folder();
  const before = await beforeRestart(home);
  utimesSync(join(home, "livepeer.log"), T0 / 1000 + 10, T0 / 1000 + 10);
  const after = await openStage({ folder: home, since: T0 + 15_000 });
  after.server.create(`${MID}-events`);
  await after.start();
  await after.until(() => after.server.isAwaited(`${MID}-events`, 0));
  await after.at(20_400);
  await after.says(statusEvent({ at: T0 + 20_395, startedAt: T0 + 350 }));
  await after.end();
  expect(new Set([...before.accepted, ...after.accepted].map(({ job }) => job)).size).toBe(1);
});
