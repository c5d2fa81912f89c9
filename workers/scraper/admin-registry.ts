import type { IRequest } from "itty-router";
import {
  archivedRegistry,
  changeRegistry,
  registryKey,
  registryVersionsBefore,
} from "../store/registry.ts";
import type { AdminPorts, AdminRouter } from "./admin-ports.ts";
import { checkAsked } from "./check-asked.ts";
import { problem } from "./problem.ts";
import { checkAll } from "./reachability.ts";
import { readJson } from "./read-json.ts";
import { type ImportReport, importRows } from "./registry-import.ts";
import { readList } from "./registry-list.ts";

const MAX_VERSIONS = 100;

/** The registry as a whole: lists imported into it, and its audit trail. */
export function registryRoutes(router: AdminRouter, ports: AdminPorts): void {
  const { db, archive, now, config } = ports;

  router.post("/admin/import", async (request: IRequest) => {
    const list = readList(await readJson(request));
    if (list === null)
      return problem(
        400,
        "expected JSON of at most 1 MB: targets, a webhook list [{address, score}], or what getNetworkCapabilities answers",
      );
    const check = checkAsked(request, list.rows.length, false);
    if ("refused" in check) return check.refused;
    const plan = await importRows(list, config, new URL(request.url).host);
    let reports: readonly ImportReport[] = [];
    const registry = await changeRegistry(db, archive, now(), (before) => {
      const imported = plan(before, now());
      ({ reports } = imported);
      return imported.targets;
    });
    return Response.json({
      format: list.format,
      registry_version: registry.version,
      counts: countsOf(reports),
      rows: check.isAsked ? await checkAll(reports, registry.targets, ports) : reports,
    });
  });

  router.get("/admin/registry", async (request: IRequest) => {
    const before = Number(request.query["before"] ?? Number.MAX_SAFE_INTEGER);
    if (!Number.isSafeInteger(before) || before < 1)
      return problem(400, "before: expected a version", { parameter: "before" });
    const versions = await registryVersionsBefore(db, before, MAX_VERSIONS);
    return Response.json({
      versions: versions.map(({ createdAt, ...version }) => ({
        ...version,
        created_at: createdAt,
        key: registryKey(version.version),
      })),
    });
  });

  router.get("/admin/registry/:version", async ({ params: { version = "" } }: IRequest) => {
    const isVersion = /^[1-9]\d{0,14}$/.test(version);
    const document = isVersion ? await archivedRegistry(archive, Number(version)) : null;
    if (document === null)
      return problem(404, `no version ${version} of the registry`, { parameter: "version" });
    return new Response(document, { headers: { "content-type": "application/json" } });
  });
}

function countsOf(reports: readonly ImportReport[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of reports) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
