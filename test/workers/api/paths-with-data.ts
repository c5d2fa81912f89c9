import { DEFAULT_POLICY, policyDigest } from "../../../schema/sla/policy.ts";
import { routes } from "../../../workers/api/routes.ts";

/** Of the policy; the seeded pack of scores can be had under it too. */
const digest = await policyDigest(DEFAULT_POLICY);

/** A path of every route that answers with 200 where 13:00 is published with jobs of this orchestrator. */
export const pathsWithData = (orchestrator: string): string[] =>
  routes
    .filter(({ path }) => path !== "/v1/snapshots/{key}")
    .map(({ path }) =>
      path
        .replace("{hour}", "2026-01-09T13:00:00Z")
        .replace("{version}", "1")
        .replace("{pack}", "0")
        .replace("{date}", "2026-01-09")
        .replace("{digest}", digest)
        .replace("{address}", orchestrator),
    )
    .map((path) =>
      path === "/v1/sla/compliance"
        ? `${path}?orchestrator_id=${orchestrator}`
        : path === "/api/raw_stats"
          ? `${path}?orchestrator=${orchestrator}`
          : path,
    );
