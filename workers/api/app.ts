import { type Context, Hono } from "hono";
import { cors } from "hono/cors";
import { readSettings } from "../config/read-settings.ts";
import { refusal } from "./answer.ts";
import { dashboard } from "./dashboard.ts";
import { type KeptAnswer, keptAnswers, keptUntil } from "./kept-answers.ts";
import { findLastGood, keepLastGood, type LastGoodCache } from "./last-good.ts";
import { parseParameters } from "./parse-parameters.ts";
import { permitOf, TooMany } from "./permit.ts";
import { render } from "./render.ts";
import type { Route } from "./route.ts";
import { routes } from "./routes.ts";
import { secured } from "./secured.ts";
import { etagOf, isKnown, notModifiedOf, send, sendStale } from "./send.ts";
import { StorageFailure } from "./storage-failure.ts";
import { openCopies, openStore } from "./store.ts";

type Ports = Readonly<{
  now: () => number;
  log: (line: string) => void;
  /** Where answers outlive the isolate, for when storage fails. */
  lastGood?: () => LastGoodCache;
}>;
type Env = { Bindings: Cloudflare.ApiEnv };

/** Headers that pages of other origins may read. */
const EXPOSED = ["ETag", "Age", "X-Sla-Stale", "X-Sla-From", "X-Sla-To", "X-Sla-Policy"];

/** `/v1/hours/{hour}` as Hono writes it. A key may hold slashes, and a parameter is a whole segment. */
const pattern = (path: string): string =>
  path
    .replace("{address}.svg", ":address{[^/]+\\.svg}")
    .replaceAll(/\{(\w+)\}/g, (_, name: string) => (name === "key" ? ":key{.+}" : `:${name}`));

/** The public API: every route of the table, read-only, the same for everyone. */
export function createApp({ now, log, lastGood }: Ports): Hono<Env> {
  const app = new Hono<Env>();
  const copies = openCopies();
  const answers = keptAnswers();

  app.use(dashboard);
  app.use(async (c, next) => {
    if (c.req.method !== "GET" && c.req.method !== "HEAD") return next();
    const ifNoneMatch = c.req.header("If-None-Match") ?? null;
    const key = keyOf(c.req.url);
    const kept = answers.find(key);
    if (kept !== null && now() < kept.untilMs) return send(kept, ifNoneMatch);
    await next();
    if (c.res.status === 503 || c.res.status === 429) {
      const last = kept ?? (await outside(c.req.url));
      if (last === null) return;
      c.res = undefined;
      c.res = sendStale(last, now());
    }
    if (c.res.status !== 200 || c.res.headers.has("X-Sla-Stale")) return;
    if (c.res.headers.get("Content-Type") === "application/gzip") {
      const etag = c.res.headers.get("ETag") ?? "";
      if (isKnown(ifNoneMatch, etag))
        c.res = new Response(null, { status: 304, headers: notModifiedOf(c.res.headers) });
      return;
    }
    const made = await keptOf(c.res, now());
    answers.keep(key, made);
    if (lastGood && made.etag !== kept?.etag)
      await afterwards(c, keepLastGood(lastGood(), c.req.url, made));
    c.res = undefined;
    c.res = send(made, ifNoneMatch);
  });
  app.use(
    cors({ origin: "*", allowMethods: ["GET", "HEAD"], exposeHeaders: EXPOSED, maxAge: 86_400 }),
  );
  app.use(secured);

  for (const route of routes) {
    app.get(pattern(route.path), async (c) => {
      const path = parseParameters(route.parameters.path, parametersIn(route, c.req.param()));
      if ("refused" in path) return render(path.refused);
      const query = parseParameters(route.parameters.query, entriesOf(c.req.url), isDropIn(route));
      if ("refused" in query) return render(query.refused);
      const permit = permitOf(c.env.COSTLY_READS, c.req.header("CF-Connecting-IP"));
      const store = openStore(c.env, copies, now(), permit);
      return render(
        await route.handle({
          store,
          path: path.data,
          query: query.data,
          nowMs: now(),
          settings: () => readSettings("api", { ...c.env }),
        }),
      );
    });
    app.all(pattern(route.path), (c) => notAllowed(c.req.method));
  }
  app.notFound((c) =>
    render(refusal(404, `there is no route ${c.req.path}; /openapi.json lists them`)),
  );
  app.onError((error, c) => {
    if (error instanceof TooMany)
      return render(refusal(429, "one place may ask for so much 100 times in 10 seconds"));
    const isStorage = error instanceof StorageFailure;
    const event = isStorage ? "api.storage_failed" : "api.failed";
    log(JSON.stringify({ event, path: c.req.path, error: String(error.stack ?? error) }));
    return render(
      isStorage
        ? refusal(503, "storage does not answer, and no earlier answer is kept here")
        : refusal(500, "the request could not be answered; it was logged"),
    );
  });

  const outside = async (url: string): Promise<KeptAnswer | null> => {
    try {
      return lastGood ? await findLastGood(lastGood(), url) : null;
    } catch {
      return null;
    }
  };
  return app;
}

/** The parameters of a path, without what follows them in their segment. */
const parametersIn = ({ path }: Route, given: Record<string, string>): [string, string][] =>
  Object.entries(given).map(([name, value]) => [
    name,
    path.endsWith(".svg") ? value.slice(0, -".svg".length) : value,
  ]);

const isDropIn = ({ isDropIn: is }: Route): boolean => is === true;

/** Path and query of an absolute URL, as they were sent. */
const keyOf = (url: string): string => url.slice(url.indexOf("/", url.indexOf("//") + 2));

async function keptOf(response: Response, nowMs: number): Promise<KeptAnswer> {
  const bytes = await response.arrayBuffer();
  const etag = response.headers.get("ETag") ?? (await etagOf(bytes));
  const headers = new Headers(response.headers);
  headers.set("ETag", etag);
  const untilMs = keptUntil(headers.get("Cache-Control"), nowMs);
  return { bytes, headers, notModified: notModifiedOf(headers), etag, atMs: nowMs, untilMs };
}

/** Goes on when the answer is sent, where the runtime can; a failure to keep is no failure to answer. */
async function afterwards(c: Context<Env>, work: Promise<void>): Promise<void> {
  const quiet = work.catch(() => {});
  try {
    c.executionCtx.waitUntil(quiet);
  } catch {
    await quiet;
  }
}

const entriesOf = (url: string): [string, string][] => [...new URL(url).searchParams];

const notAllowed = (method: string): Response => {
  const response = render(refusal(405, `${method} is not allowed; GET, HEAD and OPTIONS are`));
  response.headers.set("Allow", "GET, HEAD, OPTIONS");
  return response;
};
