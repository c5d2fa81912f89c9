import type { IRequest } from "itty-router";
import { changeRegistry, readRegistry } from "../store/registry.ts";
import { readTarget } from "../store/targets.ts";
import type { AdminPorts, AdminRouter } from "./admin-ports.ts";
import { checkAsked } from "./check-asked.ts";
import { problem } from "./problem.ts";
import { checkAll, checkTarget } from "./reachability.ts";
import { readJson } from "./read-json.ts";
import { type RowReport, checkRows, register } from "./register.ts";

/** Targets: added, listed, shown, checked and disabled. One that is added alone is asked at once, and its answer is told. */
export function targetRoutes(router: AdminRouter, ports: AdminPorts): void {
  const { db, archive, now, config } = ports;

  router.get("/admin/targets", async () => Response.json(await readRegistry(db)));

  router.post("/admin/targets", async (request: IRequest) => {
    const body = await readJson(request);
    if (body === undefined)
      return problem(400, "expected JSON of at most 1 MB: a target, or an array of targets");
    const rows = Array.isArray(body) ? body : [body];
    const check = checkAsked(request, rows.length, !Array.isArray(body));
    if ("refused" in check) return check.refused;
    const checked = await checkRows(rows, config.allowLoopback, new URL(request.url).host);
    let reports: RowReport[] = [];
    const registry = await changeRegistry(db, archive, now(), (before) => {
      const registered = register(before, checked, config.shardSize, now());
      ({ reports } = registered);
      return registered.targets;
    });
    const answered = check.isAsked ? await checkAll(reports, registry.targets, ports) : reports;
    const status =
      reports.length > 0 && reports.every((row) => row.status === "refused") ? 400 : 200;
    return Response.json({ registry_version: registry.version, rows: answered }, { status });
  });

  router.get("/admin/targets/:id", async ({ params: { id = "" } }: IRequest) => {
    const target = await readTarget(db, id);
    return target ? Response.json(target) : noTarget(id);
  });

  router.post("/admin/targets/:id/check", async ({ params: { id = "" } }: IRequest) => {
    const target = await readTarget(db, id);
    return target ? Response.json(await checkTarget(target, ports)) : noTarget(id);
  });

  router.post("/admin/targets/:id/disable", async ({ params: { id = "" } }: IRequest) => {
    const registry = await changeRegistry(db, archive, now(), ({ targets }) =>
      targets
        .filter((target) => target.id === id && target.enabled)
        .map((target) => ({ ...target, enabled: false })),
    );
    const target = registry.targets.find((one) => one.id === id);
    return target ? Response.json(target) : noTarget(id);
  });
}

const noTarget = (id: string): Response => problem(404, `no target ${id}`, { parameter: "id" });
