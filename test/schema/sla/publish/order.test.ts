import fc from "fast-check";
import { expect, it } from "vitest";
import { canonicalJson } from "../../../../schema/wire/canonical.ts";
import type { RawObject, WindowLine } from "../../../../schema/wire/raw.ts";
import { delta, entry, outputless, totals } from "../../../support/job-entry.ts";
import {
  address,
  AGENT,
  GATEWAY,
  jobEntry,
  line,
  object,
  pseudonym,
  publish,
  T0,
  target,
} from "./scene.ts";

const OTHER = target(3, {
  orchestrator: address("bb"),
  node: address("b1"),
  region: "fra" as never,
});
const TARGETS = [GATEWAY, AGENT, OTHER];

/** Two hours of a gateway and two orchestrators: joined, swapped, failed, open and lone jobs, demand, money, capacity. */
const LINES: readonly WindowLine[] = [
  ...Array.from({ length: 40 }, (_, i) => {
    const minute = i * 3 - 60;
    const decides = i % 4 === 3;
    const n = Math.floor(i / 4);
    const base = {
      job: pseudonym(n),
      request: pseudonym(n),
      started_at: T0 + (n * 12 - 60) * 60_000,
    };
    const of = n % 3 === 0 ? address("bb") : address("aa");
    const work = delta({
      active_ms: 50_000,
      samples: 5,
      milli_fps_ms: 50_000 * 15_000,
      errors: n % 2,
    });
    const ending =
      n % 5 === 0
        ? outputless({ ending: "error", cause: "model" })
        : totals({ swapped: n % 4 === 0 });
    const seen = { ...base, delta: work, totals: decides ? ending : null };
    const fees = {
      tickets: n + 1,
      face_value_wei: String(10n ** 16n),
      expected_value_attowei: "3",
    };
    return [
      line(GATEWAY, minute, {
        jobs: [jobEntry({ ...seen, orchestrator: n % 6 === 0 ? null : of, node: address("b1") })],
        requests: [
          {
            request: pseudonym(n),
            pipeline: null,
            model: null,
            gateway: null,
            received: true,
            purpose: "live" as const,
            missing_capacity: n % 3 === 1,
          },
        ],
        payments: [{ job: decides ? pseudonym(n) : null, orchestrator: of, gateway: null, fees }],
      }),
      line(of === address("aa") ? AGENT : OTHER, minute, {
        jobs: [jobEntry({ ...seen, job: pseudonym(n + 100) })],
        capacity: [
          {
            orchestrator: null,
            node: null,
            pipeline: null,
            model: null,
            busy_slot_ms: 5,
            idle_slot_ms: 7,
            loading_slot_ms: 0,
          },
        ],
      }),
    ];
  }).flat(),
  // Two different windows under one key.
  line(AGENT, 30, { seq: 5, late: 1 }),
  line(AGENT, 30, {
    seq: 5,
    late: 2,
    jobs: [entry(totals(), { job: pseudonym(777), request: null })],
  }),
];

const resultOf = async (objects: readonly RawObject[]) => {
  const { jobs, rollups, hour } = await publish(objects);
  return canonicalJson({
    jobs,
    rollups,
    equivocated: hour.equivocated,
    digests: [hour.jobs_digest, hour.rollups_digest],
  });
};

/** The turn that fixes every target's facts and probes, whatever carries the windows. */
const PROBES = object(59, TARGETS, []);

it("AC01: gives the same bytes when windows are delivered any number of times", async () => {
  const once = await resultOf([PROBES, object(90, TARGETS, LINES)]);
  expect(JSON.parse(once).jobs.length).toBeGreaterThanOrEqual(5);
  expect(JSON.parse(once).equivocated).toEqual([AGENT.id]);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 }),
      async (times) => {
        const copies = times.flatMap((n, i) =>
          Array.from({ length: n }, (_, j) =>
            object(90 + i * 5 + j, TARGETS, [...LINES, ...LINES.slice(0, n * 3)]),
          ),
        );
        expect(await resultOf([PROBES, ...copies])).toBe(once);
      },
    ),
    { numRuns: 15 },
  );
});

it("AC02: gives the same bytes in any order and any split into objects", async () => {
  const once = await resultOf([PROBES, object(90, TARGETS, LINES)]);
  const places = fc.array(fc.nat(7), { minLength: LINES.length, maxLength: LINES.length });
  const order = fc.shuffledSubarray([...LINES.keys()], { minLength: LINES.length });
  await fc.assert(
    fc.asyncProperty(
      places,
      order,
      fc.shuffledSubarray([...Array(9).keys()], { minLength: 9 }),
      async (where, from, last) => {
        const shuffled = from.map((index) => ({
          line: LINES[index] as WindowLine,
          place: where[index],
        }));
        const objects = Array.from({ length: 8 }, (_, place) =>
          object(
            90 + place,
            TARGETS,
            shuffled.filter((each) => each.place === place).map((each) => each.line),
          ),
        );
        const all = [PROBES, ...objects];
        expect(await resultOf(last.map((index) => all[index] as RawObject))).toBe(once);
      },
    ),
    { numRuns: 25 },
  );
});

it("names its inputs in one order, and carries a digest of itself", async () => {
  const objects = [PROBES, object(90, TARGETS, LINES), object(91, TARGETS, [])];
  const [one, other] = [await publish(objects), await publish(objects.toReversed())];
  expect(other.hour).toEqual(one.hour);
  expect(one.hour.inputs.map(({ key }) => key)).toEqual(
    one.hour.inputs.map(({ key }) => key).toSorted(),
  );
});
