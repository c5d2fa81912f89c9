import { Hono } from "hono";
import { compress } from "hono/compress";
import type { Identity } from "../../../schema/wire/identity.ts";
import type { AgentMetrics } from "../metrics.ts";
import { dueAt } from "../minute.ts";
import type { Opened } from "../opened.ts";
import { readAgent } from "../store/agent-row.ts";
import { clientOf } from "./client-of.ts";
import { problem } from "./problem.ts";
import { rateLimit } from "./rate-limit.ts";
import { windowResponse } from "./window-response.ts";
import { windowsPage } from "./windows-page.ts";
import { readWindowsQuery } from "./windows-query.ts";

type Parts = Opened &
  Readonly<{ identity: () => Identity; metrics: AgentMetrics; isRunning: () => boolean }>;

/** Sealing is behind when a minute has been due for so long, in milliseconds. */
const BEHIND_MS = 120_000;

/** The routes that strangers may ask. They read; nothing that a caller sends is kept. */
export function publicApp({ db, now, health, identity, metrics, isRunning }: Parts): Hono {
  const app = new Hono();
  const secondsToWait = rateLimit(now);
  app.use(async (c, next) => {
    const client = clientOf(c.req.raw, c.env);
    const seconds = client === null ? 0 : secondsToWait(client);
    if (seconds > 0)
      return problem(429, "too many requests", { headers: { "retry-after": String(seconds) } });
    if (c.req.method !== "GET" && c.req.method !== "HEAD") {
      return problem(405, "these routes are read-only", { headers: { allow: "GET, HEAD" } });
    }
    return next();
  });
  app.use(compress());
  app.get("/v1/identity", (c) =>
    c.json(identity(), 200, { "cache-control": "public, max-age=60" }),
  );
  app.get("/v1/windows", (c) => {
    const query = readWindowsQuery(new URL(c.req.url).searchParams);
    if ("wrong" in query) return problem(400, query.detail, { parameter: query.wrong });
    const storeId = readAgent(db)?.store_id ?? "";
    return c.body(windowsPage(db, storeId, query), 200, {
      "content-type": "application/json",
      "cache-control": "public, max-age=5",
    });
  });
  app.get("/v1/windows/:epoch/:seq", (c) =>
    windowResponse(
      db,
      c.req.param("epoch"),
      c.req.param("seq"),
      now(),
      c.req.header("if-none-match") ?? null,
    ),
  );
  app.get("/metrics", async (c) =>
    c.body(await metrics.text(), 200, { "content-type": metrics.contentType }),
  );
  app.get("/healthz", (c) => {
    const next = readAgent(db)?.next_start ?? null;
    const behind = isRunning() && next !== null && now() > dueAt(next) + BEHIND_MS;
    // What is served is not touched by a full disk; what is measured is lost until there is room.
    const status = health.trouble !== null ? "store_failing" : behind ? "behind" : "ok";
    return c.json({ status, reason: health.trouble }, status === "ok" ? 200 : 503, {
      "cache-control": "no-store",
    });
  });
  app.notFound((c) => problem(404, `there is no ${c.req.path}`));
  app.onError((error) => {
    console.error(JSON.stringify({ event: "http.failed", error: String(error) }));
    return problem(500, "the agent failed to answer; its log says why");
  });
  return app;
}
