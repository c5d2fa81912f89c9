import fc from "fast-check";

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 2 });
const late = fc.constantFrom(0, 0, 0, 0, 0, 0, 1, 2);

/** Ages on either side of the 2 s at which input has stopped and output flows no more, and of the 3 s of grace. */
const age = fc.constantFrom(null, -1, 0, 40, 2000, 2001, 3000, 3001, 12_000, 30_000);

/** A status, so long after the one before it: around the 10 s and the 15 s that it covers, and any. */
const status = fc.record({
  gap: fc.oneof(
    fc.constantFrom(0, 5000, 9999, 10_000, 10_001, 14_999, 15_000, 15_001),
    fc.integer({ min: 1, max: 40_000 }),
  ),
  fps: fc.oneof(
    fc.constantFrom(0, 0, 3.3, 7.5, 9.87, 14.999, 15, 31.7),
    fc.nat(60_000).map((milli) => milli / 1000),
  ),
  input_fps: fc.constantFrom(null, 0, 5.5, 8.98, 12.2, 30),
  input_age_ms: age,
  output_age_ms: age,
  state: fc.constantFrom(null, null, "online", "degraded_input", "error"),
  late,
});

export const CODES = [
  "model",
  "gpu",
  "user_input",
  "client_network",
  "client_left",
  "gateway",
  "unknown",
] as const;
const MESSAGES = [
  "CUDA out of memory",
  "error loading pipeline",
  "orchestrator is slow",
  "missing video",
];
const MORE = ["ICE connection state failed", "ffmpeg panic", "never heard of"];

/** `repeats`: how many statuses repeat an error, under the name that its own time gives it. */
const error = fc.record({
  kind: fc.constant("error" as const),
  means: fc.oneof(
    fc.constantFrom(...CODES).map((cause) => ({ cause })),
    fc.constantFrom(...MESSAGES, ...MORE).map((message) => ({ message })),
  ),
  proven: fc.boolean(),
  relayed: fc.boolean(),
  repeats: fc.nat(2),
});

/** What else is told. `where`: in thousandths of the attempt's time, after it too. */
const aside = fc.record({
  where: fc.integer({ min: 1, max: 1300 }),
  late,
  isNamed: fc.boolean(),
  said: fc.oneof(
    error,
    fc.record({ kind: fc.constant("bytes" as const), received: fc.nat(1e6), sent: fc.nat(1e6) }),
    fc.record({ kind: fc.constant("restart" as const) }),
    fc.record({
      kind: fc.constant("e2e" as const),
      latency_ms: fc.integer({ min: -50, max: 5000 }),
    }),
  ),
});

const payment = fc.record({
  where: fc.constantFrom(100, 400, 800),
  bySession: fc.boolean(),
  tickets: fc.integer({ min: 1, max: 9 }),
  face_value_wei: fc.constantFrom("0", "2407920000000001", "1000000000000000000000"),
  win_prob: fc.constantFrom("0.0009967109", "1", "0.000000000000000001", "1.00"),
});

/** One attempt as a side may tell it: its statuses, its first output, the rest. Milliseconds from its start. */
export const attempt = fc.record({
  workload: fc.constantFrom("stream", "stream", "request"),
  model: maybe(fc.constant("sdxl")),
  runner: maybe(fc.constantFrom(1_000_000_000_000, 2_000_000_000_000)),
  first: maybe(fc.oneof(fc.nat(9000), fc.nat(60_000))),
  latency_ms: fc.option(fc.integer({ min: -5, max: 9000 }), { nil: null, freq: 1 }),
  statuses: fc.array(status, { maxLength: 14 }),
  asides: fc.array(aside, { maxLength: 4 }),
  payments: fc.array(payment, { maxLength: 2 }),
  /** From the last status to the end: around the 10 s of a stall and the 10 min of silence. */
  rest: fc.oneof(
    fc.constantFrom(0, 6999, 7000, 7001, 9999, 10_000, 10_001, 13_000),
    fc.nat(40_000),
    fc.integer({ min: 530_000, max: 670_000 }),
  ),
  /** What a runner still says after the end. */
  tail: fc.array(status, { maxLength: 2 }),
});
export type Attempt = typeof attempt extends fc.Arbitrary<infer A> ? A : never;
