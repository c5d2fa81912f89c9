import fc from "fast-check";
import type { WindowLine } from "../../../../schema/wire/raw.ts";
import { delta, outputless, totals } from "../../../support/job-entry.ts";
import { address, jobEntry, line, object, pseudonym, T0, target } from "./scene.ts";

const ORCHESTRATORS = ["aa", "bb", "cc"].map(address);
/** Two gateways, one without a registered address, and four agents: two of one orchestrator, two at one node. */
export const TARGETS = [
  target(1, { role: "gateway", gateway: address("99") }),
  target(2, { role: "gateway" }),
  target(3, { orchestrator: address("aa"), node: address("a1"), region: "fra" as never }),
  target(4, { orchestrator: address("aa"), node: address("a2"), region: "nyc" as never }),
  target(5, { orchestrator: address("bb"), node: address("b1") }),
  target(6, { orchestrator: address("cc"), node: address("b1"), shard: 1 }),
];

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const small = fc.nat(3);
const orchestrator = maybe(fc.constantFrom(...ORCHESTRATORS));
const gateway = maybe(fc.constantFrom(address("99"), address("98")));
const model = maybe(fc.constantFrom("a", "b", "c/d"));

const job = fc
  .record({
    job: fc.nat(5).map(pseudonym),
    request: maybe(fc.nat(4).map((n) => pseudonym(100 + n))),
    attempt: fc.nat(1),
    workload: fc.constantFrom("stream" as const, "request" as const),
    orchestrator,
    node: maybe(fc.constantFrom(address("a1"), address("b1"))),
    gateway,
    model,
    gpu: maybe(
      fc.record({
        index: small,
        uuid: fc.constant(null),
        name: maybe(fc.constantFrom("", "L4", "H100", "\u{1F600}")),
        memory_bytes: fc.constant(null),
      }),
    ),
    purpose: fc.constantFrom("live" as const, "live" as const, "test" as const),
    started_at: fc.integer({ min: T0 - 3_600_000, max: T0 + 3_600_000 }),
    delta: fc
      .record({ active_ms: fc.nat(60_000), errors: small, milli_fps_ms: fc.nat(1e9) })
      .map(delta),
    totals: maybe(
      fc.oneof(
        fc
          .record({
            first_frame_ms: maybe(fc.nat(9000)),
            swapped: fc.boolean(),
            stall_at_end_ms: maybe(fc.nat(20_000)),
            e2e_ms: maybe(fc.nat(9000)),
            span_ms: fc.nat(90_000),
          })
          .map(totals),
        fc
          .record({
            ending: fc.constantFrom("error" as const, "refused" as const, "silent" as const),
            cause: maybe(fc.constantFrom("model" as const, "user_input" as const, "gpu" as const)),
            idle_slot: maybe(fc.boolean()),
          })
          .map(outputless),
      ),
    ),
  })
  .map(jobEntry);

const fees = fc.record({
  tickets: fc.nat(9),
  face_value_wei: fc.bigInt({ min: 0n, max: 10n ** 30n }).map(String),
  expected_value_attowei: fc.bigInt({ min: 0n, max: 10n ** 40n }).map(String),
});
const request = fc.record({
  request: fc.nat(6).map((n) => pseudonym(100 + n)),
  pipeline: fc.constant("live-video-to-video"),
  model,
  gateway,
  received: fc.boolean(),
  purpose: fc.constantFrom("live", "test"),
  missing_capacity: fc.boolean(),
});
const payment = fc.record({ job: maybe(fc.nat(5).map(pseudonym)), orchestrator, gateway, fees });
const slots = fc.record({
  orchestrator,
  node: maybe(fc.constant(address("b1"))),
  pipeline: fc.constant(null),
  model: fc.constant(null),
  busy_slot_ms: fc.nat(60_000),
  idle_slot_ms: fc.nat(60_000),
  loading_slot_ms: fc.nat(60_000),
});

const reading = fc.record({
  index: small,
  uuid: fc.constant(null),
  name: maybe(fc.constantFrom("L4", "H100")),
  memory_bytes: fc.constant(null),
  utilisation_ppm_sum: fc.nat(1_000_000),
  utilisation_samples: fc.nat(2),
});

/** Any window of any agent in the hour or the one before it; few keys, so that some stand under one. */
const windowLine = fc
  .record({
    of: fc.constantFrom(...TARGETS),
    minute: fc.integer({ min: -60, max: 59 }),
    epoch: fc.constantFrom("e0000000", "e1111111"),
    jobs: fc.array(job, { maxLength: 4 }),
    requests: fc.array(request, { maxLength: 3 }),
    payments: fc.array(payment, { maxLength: 3 }),
    capacity: fc.array(slots, { maxLength: 2 }),
    gpus: fc.array(reading, { maxLength: 2 }),
  })
  .map(({ of, minute, ...window }): WindowLine => line(of, minute, window));

/** A network, the object of eight that each of its windows comes in, and whether it comes again in another. */
export const network = fc.array(
  fc.record({ line: windowLine, at: fc.nat(7), again: maybe(fc.nat(7)) }),
  {
    minLength: 1,
    maxLength: 40,
  },
);

/** The turn that fixes every target's facts and probes, whatever carries the windows. */
export const PROBES = object(59, TARGETS, []);
/** Eight objects with the windows of a network. */
export const linesAt = (all: readonly { line: WindowLine; at: number; again: number | null }[]) =>
  Array.from({ length: 8 }, (_, place) =>
    object(
      90 + place,
      TARGETS,
      all.filter(({ at, again }) => at === place || again === place).map((each) => each.line),
    ),
  );
