import type { IRequest } from "itty-router";
import * as z from "zod";
import { sha256 } from "../../schema/wire/canonical.ts";
import { Hour } from "../../schema/wire/quantity.ts";
import { adoptHour } from "../store/adopt-hour.ts";
import type { AdminPorts, AdminRouter } from "./admin-ports.ts";
import { problem } from "./problem.ts";
import { readBytes, readJson } from "./read-json.ts";

/** An invocation has 128 MB, and the bytes are hashed whole. */
const MAX_BYTES = 48 * 1024 * 1024;

/** What a deployment publishes and another may take over: nothing else of the archive can be written here. */
const KEY =
  /^(raw\/v1\/\d{4}-\d\d-\d\dT\d\d\/\d{1,12}:\d{1,6}(:[0-9a-f]{16})?\.ndjson\.gz|registry\/v1\/[1-9]\d{0,8}\.json|published\/v1\/(policy\/[0-9a-f]{64}|days\/\d{4}-\d\d-\d\d|\d{4}-\d\d-\d\dT\d\d:00:00Z\/[1-9]\d{0,8}\/[a-z0-9-]+)\.json)$/;

const Adopted = z.strictObject({ hour: Hour, version: z.int().positive() });

/**
 * Taking over what another deployment published. `PUT /admin/adopt/<key>` stores a document once, by the SHA-256 that
 * `x-sla-sha256` says; `POST /admin/adopt` points to a version whose documents are there.
 */
export function adoptRoutes(router: AdminRouter, { db, archive, now }: AdminPorts): void {
  router.put("/admin/adopt/:key+", async (request: IRequest) => {
    const key = decodeURIComponent(request.params["key"] ?? "");
    if (!KEY.test(key)) return problem(404, `${key} is no document that is published`);
    const bytes = await readBytes(request, MAX_BYTES);
    if (bytes === null) return problem(413, `${key}: expected at most ${MAX_BYTES} bytes`);
    const [expected, found] = [request.headers.get("x-sla-sha256"), await sha256(bytes)];
    if (expected !== found)
      return problem(400, `${key}: x-sla-sha256 says ${expected}, and the bytes are ${found}`);
    if (await archive.createOnce(key, bytes)) return Response.json({ key, stored: true });
    const there = await archive.read(key);
    if (there !== null && (await sha256(there)) === found)
      return Response.json({ key, stored: false });
    return problem(409, `${key} is here already, and is another`);
  });

  router.post("/admin/adopt", async (request: IRequest) => {
    const parsed = Adopted.safeParse(await readJson(request));
    if (!parsed.success) return problem(400, "expected {hour, version} of a published version");
    const { hour, version } = parsed.data;
    const refused = await adoptHour(db, archive, parsed.data, now());
    if (refused !== null) return problem(409, `${hour} version ${version}: ${refused}`);
    return Response.json({ hour, version });
  });
}
