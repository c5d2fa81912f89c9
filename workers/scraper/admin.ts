import type { DrizzleD1Database } from "drizzle-orm/d1";
import { AutoRouter, type IRequest } from "itty-router";
import type { Archive } from "../store/archive.ts";
import { newestDeadLetters } from "../store/dead-letters.ts";
import { changeRegistry, readRegistry } from "../store/registry.ts";
import { shardsToAsk } from "../store/targets.ts";
import { BackfillRequest, backfillMessages } from "./backfill.ts";
import type { ScraperConfig } from "./config.ts";
import { isOperator } from "./operator.ts";
import { namesOf } from "./plan.ts";
import { problem } from "./problem.ts";
import { readJson } from "./read-json.ts";
import { type RowReport, checkRows, register } from "./register.ts";
import type { Send } from "./send.ts";

/** What the operators' routes touch. */
export type AdminPorts = Readonly<{
  db: DrizzleD1Database;
  archive: Archive;
  send: Send;
  now: () => number;
  config: ScraperConfig;
  log: (entry: object) => void;
}>;

const MAX_ROWS = 1000;
const MAX_LETTERS = 100;

/** The operators' routes, `/admin/*`: all of them behind the bearer token. */
export function adminOf({ db, archive, send, now, config, log }: AdminPorts) {
  const router = AutoRouter({
    before: [(request) => refusal(request, config)],
    missing: () => problem(404, "no such route under /admin"),
    catch: (error: unknown) => {
      log({ event: "admin.failed", error: String(error) });
      return problem(500, "the request failed, and may be sent again");
    },
  });

  router.get("/admin/targets", async () => Response.json(await readRegistry(db)));

  router.post("/admin/targets", async (request: IRequest) => {
    const body = await readJson(request);
    if (body === undefined)
      return problem(400, "expected JSON of at most 1 MB: a target, or an array of targets");
    const rows = Array.isArray(body) ? body : [body];
    if (rows.length > MAX_ROWS)
      return problem(400, `${rows.length} rows; at most ${MAX_ROWS} at once`);
    const checked = await checkRows(rows, config.allowLoopback);
    let reports: RowReport[] = [];
    const registry = await changeRegistry(db, archive, now(), (before) => {
      const registered = register(before, checked, config.shardSize, now());
      ({ reports } = registered);
      return registered.targets;
    });
    const status =
      reports.length > 0 && reports.every((row) => row.status === "refused") ? 400 : 200;
    return Response.json({ registry_version: registry.version, rows: reports }, { status });
  });

  router.post("/admin/targets/:id/disable", async ({ params: { id } }: IRequest) => {
    const registry = await changeRegistry(db, archive, now(), ({ targets }) =>
      targets
        .filter((target) => target.id === id && target.enabled)
        .map((target) => ({ ...target, enabled: false })),
    );
    const target = registry.targets.find((one) => one.id === id);
    return target ? Response.json(target) : problem(404, `no target ${id}`, { parameter: "id" });
  });

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
      await shardsToAsk(db),
    );
    await send(messages);
    return Response.json({ messages: namesOf(messages) }, { status: 202 });
  });

  router.get("/admin/dead-letters", async () =>
    Response.json({
      dead_letters: (await newestDeadLetters(db, MAX_LETTERS)).map(({ receivedAt, ...letter }) => ({
        ...letter,
        received_at: receivedAt,
      })),
    }),
  );

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
