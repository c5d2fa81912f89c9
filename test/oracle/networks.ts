import fc from "fast-check";
import { DEFAULT_POLICY } from "../../schema/sla/policy.ts";
import type { Policy } from "../../schema/wire/policy.ts";
import type { WindowLine } from "../../schema/wire/raw.ts";
import { address, line, object, T0, target } from "../schema/sla/publish/scene.ts";
import { nodeAt, orchestratorAt } from "../properties/networks.ts";
import { saidEntry } from "./said.ts";

/** Targets of their own for two workflows, one of them an odd number of frames: half of it is no whole number. */
export const POLICY: Policy = {
  ...DEFAULT_POLICY,
  workflows: {
    "live-video-to-video/sdxl": { fps: 24, first_frame_ms: 2000, jitter_ppm: 50_000 },
    "live-video-to-video/odd": { fps: 7, first_output_ms: 1200, e2e_ms: 900 },
  },
};

const targetsOf = (orchestrators: number) => [
  target(1, { role: "gateway", gateway: address("99") }),
  target(2, { role: "gateway" }),
  ...Array.from({ length: orchestrators }, (_, n) =>
    target(10 + n, {
      orchestrator: orchestratorAt(n),
      node: nodeAt(n),
      shard: n % 3,
      registered_at: T0 - (n % 7) * 1_000_000 + 1_200_000,
    }),
  ),
];

/** Windows of anyone, of the hour and the one before, some twice, some two under one key. */
export const network = fc.integer({ min: 1, max: 50 }).chain((orchestrators) => {
  const targets = targetsOf(orchestrators);
  const of = fc.oneof(fc.constantFrom(...targets.slice(0, 2)), fc.constantFrom(...targets));
  const window = fc
    .record({
      of,
      minute: fc.integer({ min: -60, max: 59 }),
      epoch: fc.constantFrom("e0000000", "e1111111"),
      jobs: fc.array(saidEntry(orchestrators), { minLength: 1, maxLength: 6 }),
    })
    .map(({ of: who, minute, ...said }): WindowLine => line(who, minute, said));
  const probed = fc.uniqueArray(fc.nat(59), { maxLength: 20 });
  return fc
    .record({ windows: fc.array(window, { minLength: 5, maxLength: 60 }), probed })
    .map(({ windows, probed: minutes }) => [
      object(180, targets, windows),
      ...minutes.map((minute) => object(minute, targets, [])),
    ]);
});
