import fc from "fast-check";
import { expect, it } from "vitest";
import { type Asked, isIn, verdicts } from "../../../../schema/sla/gateway/membership.ts";
import { addressOf, networkOf, WORKFLOW } from "../../../support/network.ts";

const asked = (override: Partial<Asked> = {}): Asked => ({
  caps: [],
  period: "7d",
  witness: "cautious",
  minSla: undefined,
  limit: 100,
  region: undefined,
  gpu: undefined,
  ...override,
});
const rules = (nodes: Parameters<typeof networkOf>[0], of: Partial<Asked> = {}) =>
  Object.fromEntries(
    verdicts(networkOf(nodes), asked(of)).map(({ node, rule }) => [node.orchestrator, rule]),
  );
const [A, B, C, D] = [addressOf(0xa1), addressOf(0xb1), addressOf(0xc1), addressOf(0xd1)] as const;

it("takes in at min_sla, keeps until 2 points below, and lets go under that", () => {
  const nodes = [
    { orchestrator: A, low: [95] },
    { orchestrator: B, low: [93, 95] },
    { orchestrator: C, low: [92.9, 95] },
    { orchestrator: D, low: [94] },
  ];
  expect(rules(nodes, { minSla: 95 })).toEqual({
    [A]: "member",
    [B]: "member",
    [C]: "below_min",
    [D]: "below_min",
  });
});

it("lets go at once who failed 3 jobs in a row, or was down for 2 slots", () => {
  const nodes = [
    { orchestrator: A, last: ["failed", "failed", "failed"] as const },
    { orchestrator: B, state: "down" as const },
    { orchestrator: C, last: ["failed", "failed"] as const },
  ];
  expect(rules(nodes)).toEqual({ [A]: "failing", [B]: "down", [C]: "member" });
});

it("gives one place in eight, and one at least, to the newcomers with the fewest jobs", () => {
  const old = Array.from({ length: 20 }, (_, i) => ({ orchestrator: addressOf(i + 1) }));
  const fresh = [
    { orchestrator: A, low: [], decided: 2, turn: "f".repeat(16) },
    { orchestrator: B, low: [], decided: 2, turn: "0".repeat(16) },
    { orchestrator: C, low: [], decided: 0 },
    { orchestrator: D, low: [], decided: 0, state: "unknown" as const },
  ];
  const explored = (limit: number) =>
    verdicts(networkOf([...old, ...fresh]), asked({ limit, minSla: 90 }))
      .filter(({ rule }) => rule === "explored")
      .map(({ node }) => node.orchestrator);
  expect(explored(8)).toEqual([C]);
  expect(explored(1)).toEqual([C]);
  expect(explored(16).toSorted()).toEqual([B, C]);
  expect(explored(24).toSorted()).toEqual([A, B, C]);
});

it("gives the places of newcomers to members where there is no newcomer", () => {
  const old = Array.from({ length: 20 }, (_, i) => ({ orchestrator: addressOf(i + 1) }));
  expect(verdicts(networkOf(old), asked({ limit: 16 })).filter(isIn)).toHaveLength(16);
});

it("lists a workflow's servers, and a newcomer of whom nothing is known only as explored", () => {
  const nodes = [
    { orchestrator: A, workflows: ["text-to-image/x"] },
    { orchestrator: B },
    { orchestrator: C, workflows: [], low: [], decided: 0 },
  ];
  expect(rules(nodes, { caps: [WORKFLOW] })).toEqual({
    [A]: "other_workflow",
    [B]: "member",
    [C]: "explored",
  });
  expect(rules(nodes, { caps: [WORKFLOW, "text-to-image/x"] })[A]).toBe("member");
});

it("narrows by region and by GPU, and says of whom no URI is known", () => {
  const nodes = [
    { orchestrator: A, region: "lax" },
    { orchestrator: B, gpus: ["NVIDIA GeForce RTX 4090"] },
    { orchestrator: C, uri: null },
    { orchestrator: D },
  ];
  expect(rules(nodes, { region: "fra", gpu: "NVIDIA L40S" })).toEqual({
    [A]: "other_region",
    [B]: "other_gpu",
    [C]: "no_service_uri",
    [D]: "member",
  });
});

const anyNode = fc.record({
  uri: fc.option(fc.constantFrom("https://a:1", "https://b:1", "https://c:1"), { nil: null }),
  state: fc.constantFrom("up" as const, "down" as const, "unknown" as const),
  low: fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 3 }),
  decided: fc.integer({ min: 0, max: 60 }),
  last: fc.array(fc.constantFrom("success" as const, "failed" as const), { maxLength: 3 }),
});

it("never exceeds the limit, never names a URI twice, and is the same in any order of nodes", () => {
  fc.assert(
    fc.property(
      fc.array(anyNode, { maxLength: 20 }),
      fc.integer({ min: 1, max: 20 }),
      fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined }),
      (given, limit, minSla) => {
        const nodes = given.map((node, i) => ({ ...node, orchestrator: addressOf(i + 1) }));
        const of = (order: typeof nodes) =>
          verdicts(networkOf(order), asked({ limit, minSla })).map(({ node, rule }) => [
            node.orchestrator,
            rule,
          ]);
        const listed = verdicts(networkOf(nodes), asked({ limit, minSla })).filter(isIn);
        expect(listed.length).toBeLessThanOrEqual(limit);
        expect(new Set(listed.map(({ point }) => point.uri)).size).toBe(listed.length);
        expect(listed.every(({ point }) => point.uri !== null && point.state !== "down")).toBe(
          true,
        );
        expect(of(nodes.toReversed())).toEqual(of(nodes));
      },
    ),
  );
});
