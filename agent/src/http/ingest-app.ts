import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type * as z from "zod";
import { ObservationBatch } from "../../../schema/wire/observation.ts";
import type { Agent } from "../agent.ts";
import { pseudonymise } from "../collectors/pseudonymise.ts";
import { problem } from "./problem.ts";

/** A thousand observations fit well. */
const MAX_BODY_BYTES = 2 * 1024 * 1024;

const LOCAL_HOSTS = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * `POST /v1/observations`, for what runs on this host. Answered after the batch is committed. A browser cannot be
 * misled into it: another content type, or a host name that is not local (DNS rebinding), is refused.
 */
export function ingestApp(agent: Pick<Agent, "accept" | "drop">): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    if (!LOCAL_HOSTS.has(new URL(c.req.url).hostname))
      return problem(421, "observations are taken from this host only");
    return next();
  });
  const onError = () => problem(413, `a batch has at most ${MAX_BODY_BYTES} bytes`);
  app.post("/v1/observations", bodyLimit({ maxSize: MAX_BODY_BYTES, onError }), async (c) => {
    const [type] = (c.req.header("content-type") ?? "").split(";");
    if (type?.trim().toLowerCase() !== "application/json")
      return problem(415, "the content type must be application/json");
    const body = parseJson(await c.req.text());
    if (body === undefined) return problem(400, "the body is not JSON");
    const batch = ObservationBatch.safeParse(body);
    if (!batch.success) {
      agent.drop(countOf(body));
      return refused(batch.error);
    }
    return c.json(agent.accept(batch.data.observations.map(pseudonymise)));
  });
  app.notFound((c) =>
    problem(
      404,
      `there is no ${c.req.method} ${c.req.path}; observations go to POST /v1/observations`,
    ),
  );
  app.onError((error) => {
    console.error(JSON.stringify({ event: "http.failed", error: String(error) }));
    return problem(500, "the batch was not kept; the agent's log says why");
  });
  return app;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A batch is kept whole or not at all. */
function refused({ issues: [issue] }: z.ZodError): Response {
  const parameter = pathOf(issue?.path ?? []);
  return problem(
    400,
    `${parameter}: ${issue?.message ?? "wrong"}; nothing of this batch was kept`,
    { parameter },
  );
}

/** `observations[3].fps` */
const pathOf = (path: readonly PropertyKey[]): string =>
  path
    .map((part, i) =>
      typeof part === "number" ? `[${part}]` : `${i > 0 ? "." : ""}${String(part)}`,
    )
    .join("") || "body";

const countOf = (body: unknown): number => {
  const { observations } = (body ?? {}) as { observations?: unknown };
  return Array.isArray(observations) ? observations.length : 1;
};
