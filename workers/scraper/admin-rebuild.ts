import type { IRequest } from "itty-router";
import * as z from "zod";
import { HOUR_MS, hourOf } from "../../schema/sla/hour.ts";
import type { RebuildMessage } from "../../schema/wire/rebuild.ts";
import type { AdminPorts, AdminRouter } from "./admin-ports.ts";
import { problem } from "./problem.ts";
import { readJson } from "./read-json.ts";

const Moment = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const MAX_RANGE_MS = 400 * 86_400_000;

const RebuildRequest = z
  .strictObject({ from: Moment, to: Moment })
  .refine(({ from, to }) => from >= 0 && from < to, {
    message: "from is not before to",
    path: ["from"],
  })
  .refine(({ from, to }) => to - from <= MAX_RANGE_MS, {
    message: "more than 400 days",
    path: ["to"],
  });

/** `POST /admin/rebuild`: registry and ledger are made again from the archive, in steps that the queue carries. */
export function rebuildRoutes(router: AdminRouter, { send }: AdminPorts): void {
  router.post("/admin/rebuild", async (request: IRequest) => {
    const parsed = RebuildRequest.safeParse(await readJson(request));
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const parameter = String(issue?.path[0] ?? "body");
      return problem(400, `${parameter}: ${issue?.message}; expected {from, to} in RFC 3339`, {
        parameter,
      });
    }
    const { from, to } = parsed.data;
    const step: RebuildMessage = {
      schema: "livepeer.sla.rebuild/1",
      from: hourOf(from),
      to: hourOf(to + HOUR_MS - 1),
      after: null,
    };
    await send([step]);
    return Response.json({ from: step.from, to: step.to }, { status: 202 });
  });
}
