import { AutoRouter } from "itty-router";
import { adoptRoutes } from "./admin-adopt.ts";
import { backfillRoutes } from "./admin-backfill.ts";
import { deadLetterRoutes } from "./admin-dead-letters.ts";
import type { AdminPorts, AdminRouter } from "./admin-ports.ts";
import { rebuildRoutes } from "./admin-rebuild.ts";
import { registryRoutes } from "./admin-registry.ts";
import { reshardRoutes } from "./admin-reshard.ts";
import { targetRoutes } from "./admin-targets.ts";
import type { ScraperConfig } from "./config.ts";
import { isOperator } from "./operator.ts";
import { problem } from "./problem.ts";
import { reasonOf } from "./reason.ts";

/** The operators' routes, `/admin/*`: all of them behind the bearer token. */
export function adminOf(ports: AdminPorts): AdminRouter {
  const { config, log } = ports;
  const router = AutoRouter({
    before: [(request) => refusal(request, config)],
    missing: () => problem(404, "no such route under /admin"),
    catch: (error: unknown) => {
      log({ event: "admin.failed", reason: reasonOf(error), error: String(error) });
      return problem(500, "the request failed, and may be sent again");
    },
  });
  targetRoutes(router, ports);
  registryRoutes(router, ports);
  reshardRoutes(router, ports);
  backfillRoutes(router, ports);
  rebuildRoutes(router, ports);
  deadLetterRoutes(router, ports);
  adoptRoutes(router, ports);
  return router;
}

async function refusal(
  request: Request,
  { operatorToken }: ScraperConfig,
): Promise<Response | undefined> {
  if (operatorToken === null)
    return problem(503, "no OPERATOR_TOKEN is set: the operators' routes are closed");
  if (await isOperator(request, operatorToken)) return undefined;
  return problem(401, "expected Authorization: Bearer <operator token>", {
    headers: { "www-authenticate": "Bearer" },
  });
}
