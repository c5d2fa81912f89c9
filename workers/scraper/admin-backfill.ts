import type { IRequest } from "itty-router";
import { OPS_PER_MESSAGE } from "../../schema/sla/queue-budget.ts";
import { shardsToAsk } from "../store/targets.ts";
import type { AdminPorts, AdminRouter } from "./admin-ports.ts";
import { BackfillRequest, backfillMessages } from "./backfill.ts";
import { namesOf } from "./plan.ts";
import { problem } from "./problem.ts";
import { readJson } from "./read-json.ts";

/**
 * `POST /admin/backfill`: every shard is asked again for the windows of a range. Its messages come on top of what a day has planned,
 * and so do those that ask on: the answer says how many operations of the queue they are at least.
 */
export function backfillRoutes(router: AdminRouter, { db, send, now, config }: AdminPorts): void {
  router.post("/admin/backfill", async (request: IRequest) => {
    const parsed = BackfillRequest.safeParse(await readJson(request));
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const parameter = String(issue?.path[0] ?? "body");
      return problem(400, `${parameter}: ${issue?.message}; expected {from, to} in RFC 3339`, {
        parameter,
      });
    }
    const messages = await backfillMessages(
      parsed.data,
      now(),
      config.slotSeconds,
      await shardsToAsk(db, now()),
    );
    await send(messages);
    const queue_operations_at_least = messages.length * OPS_PER_MESSAGE;
    return Response.json(
      { messages: namesOf(messages), queue_operations_at_least },
      { status: 202 },
    );
  });
}
