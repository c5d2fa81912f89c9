import { createReadStream } from "node:fs";
import { describe, expect, it } from "vitest";
import { readEnvelopes } from "../../agent/src/collectors/events/read-envelopes.ts";
import { pseudonymise } from "../../agent/src/collectors/pseudonymise.ts";
import { fpsOf } from "../../schema/sla/fps.ts";
import type { Observation } from "../../schema/wire/observation.ts";
import { pseudonymOf } from "../../schema/wire/pseudonym.ts";
import { WindowContent } from "../../schema/wire/window.ts";
import { decidedOf, entriesOf, reduceAll } from "../support/observations.ts";
import {
  HAS_REAL_EVENTS,
  REAL_EVENTS,
  realFiles,
  secondComputation,
} from "../support/raw-events.ts";

const read = async (): Promise<{ observations: Observation[]; refused: string[] }> => {
  const observations: Observation[] = [];
  const refused: string[] = [];
  for (const file of realFiles()) {
    for await (const envelope of readEnvelopes(createReadStream(file, "utf8"))) {
      if ("refused" in envelope) refused.push(envelope.refused);
      else observations.push(...envelope.observations.map(pseudonymise));
    }
  }
  return { observations, refused };
};

const ORCHESTRATOR = "0xd00354656922168815fcd1e51cbddb9e359e3c7f"; // recipient, and `address` of the capabilities
const NODE = "0x52cf2968b3dc6016778742d3539449a6597d5954"; // `orchestrator_info.address`, and `local_address`
const GATEWAY = "0x5ae4e42db3671370a0c25aff451e7482aaec3d0b"; // `sender`

if (!HAS_REAL_EVENTS) console.warn(`skipped: ${REAL_EVENTS} is not there`);

describe.skipIf(!HAS_REAL_EVENTS)("the real events", async () => {
  const { observations, refused } = HAS_REAL_EVENTS
    ? await read()
    : { observations: [], refused: [] };
  const { windows } = HAS_REAL_EVENTS ? reduceAll(observations) : { windows: [] };
  const decided = decidedOf(windows);
  const [long, short] = decided;

  it("are read whole, and make windows that fit the wire", () => {
    expect(refused).toEqual([]);
    for (const { start: _, ...content } of windows)
      expect(WindowContent.parse(content)).toEqual(content);
  });

  it("hold four requests, of which two found no orchestrator, each said once", () => {
    const requests = windows.flatMap((window) => window.requests);
    expect(requests.map(({ received, missing_capacity }) => [received, missing_capacity])).toEqual([
      [true, true], // d738bce0: "no orchestrators available within 2s timeout"
      [true, true], // d37a19c2: the same
      [true, false], // ce6ee475
      [true, false], // 12b4ba45
    ]);
    expect(new Set(requests.map(({ model }) => model))).toEqual(
      new Set(["streamdiffusion-sdxl-faceid"]),
    );
  });

  it("hold two jobs, under their requests' pseudonyms and the right addresses", async () => {
    expect(new Set(entriesOf(windows).map(({ job }) => job)).size).toBe(2);
    expect([long?.request, short?.request]).toEqual([
      await pseudonymOf("ce6ee475"),
      await pseudonymOf("12b4ba45"),
    ]);
    for (const job of decided) {
      expect(job).toMatchObject({
        orchestrator: ORCHESTRATOR,
        node: NODE,
        gateway: GATEWAY,
        attempt: 0,
      });
      expect(job).toMatchObject({
        pipeline: "live-video-to-video",
        model: "streamdiffusion-sdxl-faceid",
      });
    }
  });

  it("tell of the long stream what can be worked out by hand", () => {
    expect(long).toMatchObject({
      started_at: 1767966622124,
      first_output_at: 1767966625424,
      relayed: true,
    });
    expect(long?.totals).toMatchObject({
      ending: "client_left", // `whip disconnected`, which is no error
      ended_at: 1767966850976,
      first_frame_ms: 1767966625424 - 1767966622124,
      first_output_ms: 1767966623931 - 1767966622510,
      samples: 21, // 22 statuses, the first of them with fps 0
      zero_samples: 1,
      stall_ms: 0, // that one covers time before the first output: warm-up
      active_ms: 1767966842518 - 1767966632516, // from the first status to the last, no gap above 15 s
      errors: 0,
      stall_at_end_ms: 1767966850976 - 1767966842518, // the last status saw output flow: 1 ms before
      e2e_ms: null, // every `last_output_ts` is 0
      impossible: 0,
      // M: 10 s after the first output to 10 s before the end
      span_ms: 1767966850976 - 10_000 - (1767966625424 + 10_000),
    });
  });

  it("pay the long stream to the attowei", () => {
    // 2 tickets at the start, then 6 follow-ups of 1: four of 2.4e15 wei at 0.001 (with the first two: six tickets),
    // one of 2407920000000000 at 0.0009967109, one of 2400240000000000 at 0.0009999
    const face = 6n * 2_400_000_000_000_000n + 2_407_920_000_000_000n + 2_400_240_000_000_000n;
    const expected = 6n * 2_400_000_000_000n + 2_400_000_110_328n + 2_399_999_976_000n; // wei, all exact
    expect(long?.totals.fees).toEqual({
      tickets: 8,
      face_value_wei: face.toString(),
      expected_value_attowei: (expected * 10n ** 18n).toString(),
    });
  });

  it("tell of the short stream that it began, and no more", () => {
    expect(short).toMatchObject({ started_at: 1767966890407, first_output_at: 1767966893254 });
    expect(short?.totals).toMatchObject({
      ending: "silent",
      ended_at: null,
      first_frame_ms: 1767966893254 - 1767966890407, // 2847
      first_output_ms: null, // no status tells when the runner began
      samples: 0,
      span_ms: 0,
      fees: {
        tickets: 2,
        face_value_wei: "4800000000000000", // 2 × 2.4e15
        expected_value_attowei: `4800000000000${"0".repeat(18)}`, // × 0.001
      },
    });
  });

  it.each(["ce6ee475", "12b4ba45"])("agree on %s with a second computation", async (id) => {
    const second = secondComputation(id);
    const request = await pseudonymOf(id);
    const job = decided.find((entry) => entry.request === request);
    if (job === undefined) throw new Error("no such job");
    const { totals } = job;
    expect(totals.first_frame_ms).toBe(second.firstFrameMs);
    expect(totals.first_output_ms ?? NaN).toBe(second.firstOutputMs);
    expect(totals.active_ms).toBe(second.activeMs);
    expect(totals.zero_samples).toBe(second.zeroSamples);
    expect(totals.fees.tickets).toBe(second.tickets);
    expect(BigInt(totals.fees.face_value_wei)).toBe(second.faceValueWei);
    expect(BigInt(totals.fees.expected_value_attowei) / 10n ** 18n).toBe(second.expectedWei);
    expect(totals.ended_at !== null).toBe(second.isClosed);
    const { meanMilli, jitterPpm } = fpsOf(totals);
    // Samples are kept in whole milli-fps.
    expect((meanMilli ?? NaN) / 1000).toSatisfy(
      (fps: number) => Object.is(fps, second.meanFps) || Math.abs(fps - second.meanFps) < 0.002,
    );
    expect((jitterPpm ?? NaN) / 1e6).toSatisfy(
      (ratio: number) => Object.is(ratio, second.jitter) || Math.abs(ratio - second.jitter) < 1e-4,
    );
  });

  it("agree with it on who found no orchestrator", async () => {
    const missing = windows
      .flatMap(({ requests }) => requests)
      .filter((entry) => entry.missing_capacity);
    const ids = ["d738bce0", "d37a19c2", "ce6ee475", "12b4ba45"];
    const second = ids.filter((id) => secondComputation(id).isMissingCapacity);
    expect(missing.map(({ request }) => request)).toEqual(
      await Promise.all(second.map(pseudonymOf)),
    );
  });

  it("AC15: link every payment, or count it as unlinked", () => {
    const payments = windows.flatMap((window) => window.payments);
    const sum = (of: typeof payments) =>
      of.reduce((wei, { fees }) => wei + BigInt(fees.face_value_wei), 0n);
    const linked = payments.filter(({ job }) => job !== null);
    // By hand: 19208160000000000 of the long stream, 4800000000000000 of the short one, nothing unlinked.
    expect([sum(payments), sum(linked)]).toEqual([
      24_008_160_000_000_000n,
      24_008_160_000_000_000n,
    ]);
  });
});
