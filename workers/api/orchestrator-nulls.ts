import type { Orchestrator } from "../../schema/wire/api/orchestrator.ts";
import type { Reason } from "../../schema/wire/reason.ts";

type Told = Pick<Orchestrator, "trust" | "agent_version" | "points" | "scores">;

/** Why fields of one orchestrator's answer are null, by their paths. A period is null that saw nothing of it. */
export const orchestratorNulls = ({
  trust,
  agent_version,
  points,
  scores,
}: Told): Record<string, Reason> => ({
  ...(trust === null && { trust: "no_registered_agent" }),
  ...(agent_version === null && { agent_version: "not_told" }),
  ...Object.fromEntries(
    points.flatMap(({ uri, region }, i) => [
      ...(uri === null ? [[`points.${i}.uri`, "not_told"]] : []),
      ...(region === null ? [[`points.${i}.region`, "not_told"]] : []),
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(scores).flatMap(([period, score]) =>
      score === null ? [[`scores.${period}`, "no_decided_job"]] : [],
    ),
  ),
});
