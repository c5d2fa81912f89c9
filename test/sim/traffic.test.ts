import { existsSync, globSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parseEnvelope } from "../../agent/src/collectors/events/parse-envelope.ts";
import { ObservationBatch } from "../../schema/wire/observation.ts";
import { capabilitiesOf, type Envelope } from "./envelope.ts";
import { envelopesOf } from "./gateway.ts";
import { networkOf } from "./network.ts";
import { observationsOf } from "./runner.ts";
import { requestsIn } from "./traffic.ts";

const NETWORK = networkOf("test", 24);
const CYCLES = Array.from({ length: 20 }, (_, index) => 9_000_000 + index);
const REQUESTS = CYCLES.flatMap((cycle) => requestsIn(NETWORK, cycle));
const ATTEMPTS = REQUESTS.flatMap(({ attempts }) => attempts);
const ENVELOPES = [
  ...NETWORK.gateways.map((gateway) => capabilitiesOf(NETWORK, gateway, 1_767_966_594_000)),
  ...REQUESTS.flatMap((request) => (request.gateway ? envelopesOf(request, request.gateway) : [])),
];

it("plays the same traffic for the same seed, and another for another", () => {
  const again = (seed: string) => requestsIn(networkOf(seed, 24), 9_000_000);
  expect(again("test")).toEqual(again("test"));
  expect(again("other")).not.toEqual(again("test"));
});

it("plays every behaviour, swaps and requests without an orchestrator", () => {
  const behaviours = new Set(ATTEMPTS.map(({ behaviour }) => behaviour));
  expect([...behaviours].sort()).toEqual(
    ["client_left", "death", "normal", "refused", "slow_start", "stall"].sort(),
  );
  expect(REQUESTS.some(({ attempts }) => attempts.length === 0)).toBe(true);
  expect(REQUESTS.some(({ attempts }) => attempts.length === 2)).toBe(true);
});

it("never lets a job end before it begins", () => {
  for (const { startedAt, endedAt } of ATTEMPTS) expect(endedAt).toBeGreaterThan(startedAt);
});

it("starts every status with a partial one of no frames, where output began in time", () => {
  for (const { samples } of ATTEMPTS.filter(({ samples }) => samples.length > 0))
    expect(samples[0]?.fps).toBe(0);
});

it("posts nothing that POST /v1/observations would refuse", () => {
  for (const request of REQUESTS)
    request.attempts.forEach((_, ordinal) => {
      const observations = observationsOf(request, ordinal);
      expect(ObservationBatch.safeParse({ observations }).error).toBeUndefined();
    });
});

it("writes no envelope that the events collector would refuse", () => {
  for (const envelope of ENVELOPES) expect(parseEnvelope(envelope)).not.toHaveProperty("refused");
});

const REAL = new URL("../../../shared/data/streaming-events/", import.meta.url);

/** An envelope's shape: the type of each field, with its path. Addresses of one kind are one field. */
const shapeOf = (value: unknown, path = ""): string[] => {
  if (Array.isArray(value)) return value.slice(0, 1).flatMap((item) => shapeOf(item, `${path}[]`));
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([key, item]) => shapeOf(item, `${path}.${key}`));
};
const kindOf = ({ type, data }: Envelope): string =>
  `${type}/${(data as { type?: string }).type ?? ""}`;

/** What the simulation leaves out on purpose: prompts, audio, and capabilities that are not Video-AI's. */
const LEFT_OUT = /last_params|capacities|PerCapability|gpu_info|\.capacityInUse|\.message$/;

it.skipIf(!existsSync(REAL))("writes envelopes of the shapes of real ones (../shared/data)", () => {
  const real = globSync("*.json", { cwd: REAL.pathname })
    .flatMap((file) => readFileSync(new URL(file, REAL), "utf8").trim().split("\n"))
    .map((line) => JSON.parse(line) as Envelope);
  const shapes = (envelopes: readonly Envelope[], kind: string) =>
    [...new Set(envelopes.filter((one) => kindOf(one) === kind).flatMap((one) => shapeOf(one)))]
      .filter((path) => !LEFT_OUT.test(path))
      .sort();
  const both = new Set(
    real.map(kindOf).filter((kind) => ENVELOPES.some((e) => kindOf(e) === kind)),
  );
  expect(both.size).toBeGreaterThanOrEqual(9);
  for (const kind of both) {
    if (kind === "ai_stream_events/error") continue;
    expect([kind, ...shapes(ENVELOPES, kind)]).toEqual([kind, ...shapes(real, kind)]);
  }
});
