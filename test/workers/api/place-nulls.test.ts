import { expect, it } from "vitest";
import { placeNulls } from "../../../workers/api/explanation-nulls.ts";
import { orchestratorNulls } from "../../../workers/api/orchestrator-nulls.ts";

const PLACE = { address: "https://a.example", region: "fra", score_low: 90 };

it.each([
  ["cautious", "needs_both_views"],
  ["any", "no_decided_job"],
  ["corroborated", "no_decided_job"],
] as const)("says of a place without a score in the view %s: %s", (witness, reason) => {
  expect(placeNulls({ ...PLACE, score_low: null }, witness)).toEqual({ score_low: reason });
});

it("says of a place what the registry does not have, and nothing of what is known", () => {
  expect(placeNulls({ ...PLACE, address: null, region: null }, "any")).toEqual({
    address: "not_told",
    region: "not_told",
  });
  expect(placeNulls({ ...PLACE, score_low: 0 }, "cautious")).toEqual({});
});

it("says of an orchestrator that a period without a score decided no job, and what nobody told", () => {
  const state = "unknown" as const;
  const none = { "1h": null, "24h": null, "7d": null, "30d": null };
  const point = { uri: null, region: null, state };
  const unknown = { trust: null, agent_version: null, points: [point], scores: none };
  expect(orchestratorNulls(unknown)).toEqual({
    trust: "no_registered_agent",
    agent_version: "not_told",
    "points.0.uri": "not_told",
    "points.0.region": "not_told",
    "scores.1h": "no_decided_job",
    "scores.24h": "no_decided_job",
    "scores.7d": "no_decided_job",
    "scores.30d": "no_decided_job",
  });
  expect(
    orchestratorNulls({ trust: 0, agent_version: "0.2.0", points: [], scores: {} as never }),
  ).toEqual({});
});
