import { routes } from "../../../workers/api/routes.ts";

/** A path of every route that answers with 200 where 13:00 is published with jobs of this orchestrator. */
export const pathsWithData = (orchestrator: string): string[] =>
  routes
    .filter(({ path }) => path !== "/v1/snapshots/{key}")
    .map(({ path }) =>
      path
        .replace("{hour}", "2026-01-09T13:00:00Z")
        .replace("{version}", "1")
        .replace("{address}", orchestrator),
    )
    .map((path) =>
      path === "/v1/sla/compliance"
        ? `${path}?orchestrator_id=${orchestrator}`
        : path === "/api/raw_stats"
          ? `${path}?orchestrator=${orchestrator}`
          : path,
    );
