import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Demand } from "../../schema/wire/api/demand.ts";
import { JobsPage } from "../../schema/wire/api/jobs.ts";
import { Compliance } from "../../schema/wire/compliance.ts";
import type { Job } from "../../schema/wire/job.ts";
import { pseudonymOf } from "../../schema/wire/pseudonym.ts";
import { freePort, type Started, startProcess } from "./start-process.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const FILES = globSync("../shared/data/streaming-events/*.json", { cwd: ROOT }).sort();

const ORCHESTRATOR = "0xd00354656922168815fcd1e51cbddb9e359e3c7f";
const NODE = "0x52cf2968b3dc6016778742d3539449a6597d5954";
const GATEWAY = "0x5ae4e42db3671370a0c25aff451e7482aaec3d0b";
const HOUR = "2026-01-09T13:00:00Z";
const NEXT = "2026-01-09T14:00:00Z";

const iso = (ms: number) => new Date(ms).toISOString();

/** Runs the agent's `verify` as a person does. */
async function verify(url: string): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, ["agent/bin.js", "verify", url, "--hour", HOUR], {
    cwd: ROOT,
  });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  await once(child, "exit");
  return { code: child.exitCode, said };
}

// The files are not part of the project: see ../shared/data/streaming-events/README.md.
describe.skipIf(FILES.length === 0)("npm start --events with real events (../shared/data)", () => {
  const state = mkdtempSync(join(tmpdir(), "livepeer-sla-events-"));
  let port: number;
  let started: Started;
  let jobs: Job[];
  const get = async (path: string) => (await fetch(`${started.url}${path}`)).json();
  const of = async (request: string) => {
    const pseudonym = await pseudonymOf(request);
    return jobs.find((job) => job.request === pseudonym);
  };

  beforeAll(async () => {
    port = await freePort();
    started = await startProcess(port, "--fresh", "--state", state, "--events", ...FILES);
    ({ jobs } = JobsPage.parse(await get("/v1/jobs")));
  });
  afterAll(async () => {
    await started.end();
    rmSync(state, { recursive: true, force: true });
  });

  it("lists the two requests that reached an orchestrator, and no other", async () => {
    expect(jobs).toHaveLength(2);
    for (const request of ["ce6ee475", "12b4ba45"])
      expect(await of(request)).toMatchObject({
        // Session events name the hot wallet; payments and the capability report name the recipient.
        orchestrator: ORCHESTRATOR,
        node: NODE,
        gateway: GATEWAY,
        pipeline: "live-video-to-video",
        model: "streamdiffusion-sdxl-faceid",
        purpose: "live",
        state: "decided",
        errors: 0,
        restarts: 0,
      });
  });

  it("tells of the stream that ran for almost four minutes what its events say", async () => {
    const job = await of("ce6ee475");
    expect(job).toMatchObject({
      // Output came; its end is the gateway's `whip disconnected`, which every normal end has.
      outcome: "success",
      cause: null,
      started_at: iso(1767966622124), // gateway_receive_stream_request
      first_frame_at: iso(1767966625424), // gateway_receive_first_processed_segment
      ended_at: iso(1767966850976), // gateway_ingest_stream_closed
      first_frame_ms: 3_300, // 625424 − 622124, both on the gateway's clock
      first_output_ms: 1_421, // runner_send_first_processed_segment 623931 − start_time 622510, the runner's clock
      active_seconds: 210.002, // envelopes of the 1st and of the last of 22 statuses: 842518 − 632516
      stall_seconds: 0, // the only zero is the first, partial one: warm-up
      swapped: false,
    });
    expect(job?.fps).toMatchObject({ samples: 21, zero_samples: 1 });
    // Σ fps × ms ÷ Σ ms over the 21, and their unweighted population deviation, by Python's statistics.pstdev.
    expect(job?.fps.mean).toBeCloseTo(19.7055, 2);
    expect(job?.fps.stddev).toBeCloseTo(0.7282, 2);
    expect(job?.fps.jitter).toBeCloseTo(0.036955, 4);
  });

  it("pays the stream to the wei", async () => {
    // 2 + 1 + 1 + 1 + 1 tickets of 2.4e15 wei at 0.001, and one each at two other prices; p in units of 1e-10.
    const payments: [tickets: bigint, face: bigint, p: bigint][] = [
      [6n, 2_400_000_000_000_000n, 10_000_000n],
      [1n, 2_407_920_000_000_000n, 9_967_109n],
      [1n, 2_400_240_000_000_000n, 9_999_000n],
    ];
    const sum = (of: (payment: (typeof payments)[number]) => bigint) =>
      payments.reduce((total, payment) => total + of(payment), 0n);
    expect((await of("ce6ee475"))?.fees).toEqual({
      tickets: Number(sum(([tickets]) => tickets)),
      face_value_wei: String(sum(([tickets, face]) => tickets * face)),
      expected_value_wei: String(sum(([tickets, face, p]) => tickets * face * p) / 10n ** 10n),
    });
  });

  it("excuses the stream whose events stop after its first frame", async () => {
    expect(await of("12b4ba45")).toMatchObject({
      outcome: "excused",
      cause: "unobserved", // no sample, no end: nobody can say how it went on
      first_frame_ms: 2_847, // 893254 − 890407
      ended_at: null,
      credit_ppm: null,
      fps: { mean: null, stddev: null, jitter: null, samples: 0, zero_samples: 0 },
      fees: {
        tickets: 2,
        face_value_wei: "4800000000000000",
        expected_value_wei: "4800000000000", // 2 × 2.4e15 × 0.001
      },
    });
  });

  it("counts four requests, two of them without an orchestrator", async () => {
    const query = `interval=hour&from=${HOUR}&to=${NEXT}`;
    const { demand } = Demand.parse(await get(`/v1/network/demand?${query}`));
    const total = (of: (row: (typeof demand)[number]) => number | null) =>
      demand.reduce((sum, row) => sum + (of(row) ?? 0), 0);
    expect(total(({ requests }) => requests)).toBe(4);
    expect(total(({ missing_capacity }) => missing_capacity)).toBe(2);
  });

  it("scores the orchestrator by its one decided job, in both views", async () => {
    const query = `orchestrator_id=${ORCHESTRATOR}&period=24h&end=${NEXT}`;
    const { views } = Compliance.parse(await get(`/v1/sla/compliance?${query}`));
    const credit = (await of("ce6ee475"))?.credit_ppm ?? 0;
    // First frame in time, never moved; only the few ms between statuses that are a little late earn nothing.
    expect(credit).toBeGreaterThan(999_000);
    expect(credit).toBeLessThanOrEqual(1_000_000);
    for (const view of [views.any, views.corroborated])
      expect(view).toMatchObject({
        decided: 1,
        success: 1,
        failed: 0,
        excused: 1,
        excuses: { unobserved: 1 },
        credit_ppm: credit,
        score: Math.floor(credit / 100) / 100,
        provisional: true,
      });
  });

  it("answers `verify` with 0, and with 1 once a byte of a raw object was changed", async () => {
    expect(await verify(started.url)).toMatchObject({ code: 0 });
    await started.end();
    changeOneByte(largestGzip(state));
    started = await startProcess(port, "--state", state, "--events", ...FILES);
    expect(await verify(started.url)).toMatchObject({ code: 1 });
  });
});

/** The largest stored object that is gzip: the raw object with the imported windows. */
function largestGzip(state: string): string {
  const [file] = globSync(join(state, "v3/r2/**/blobs/*"))
    .map((file) => ({ file, bytes: readFileSync(file) }))
    .filter(({ bytes }) => bytes[0] === 0x1f && bytes[1] === 0x8b)
    .sort((a, b) => b.bytes.length - a.bytes.length);
  if (file === undefined || !existsSync(file.file)) throw new Error(`no raw object in ${state}`);
  return file.file;
}

function changeOneByte(file: string): void {
  const bytes = readFileSync(file);
  const middle = bytes.length >> 1;
  bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle);
  writeFileSync(file, bytes);
}
