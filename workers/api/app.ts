import { Hono } from "hono";
import { cors } from "hono/cors";
import { readSettings } from "../config/read-settings.ts";
import { refusal } from "./answer.ts";
import { dashboard } from "./dashboard.ts";
import { hotReads } from "./hot-reads.ts";
import type { LastGoodCache } from "./last-good.ts";
import { parseParameters } from "./parse-parameters.ts";
import { permitOf, TooMany } from "./permit.ts";
import { render } from "./render.ts";
import type { Route } from "./route.ts";
import { routes } from "./routes.ts";
import { secured } from "./secured.ts";
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
export function createApp(ports: Ports): Hono<Env> {
  const { now, log } = ports;
  const app = new Hono<Env>();
  const copies = openCopies();
  const hot = hotReads(ports);

  app.use(dashboard);
  app.use(hot.keep);
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

  // Hot reads skip routing, which was about a tenth of what they cost.
  const dispatch = app.fetch;
  app.fetch = (request, ...rest) => hot.again(request) ?? dispatch(request, ...rest);
  return app;
}

/** The parameters of a path, without what follows them in their segment. */
const parametersIn = ({ path }: Route, given: Record<string, string>): [string, string][] =>
  Object.entries(given).map(([name, value]) => [
    name,
    path.endsWith(".svg") ? value.slice(0, -".svg".length) : value,
  ]);

const isDropIn = ({ isDropIn: is }: Route): boolean => is === true;

const entriesOf = (url: string): [string, string][] => [...new URL(url).searchParams];

const notAllowed = (method: string): Response => {
  const response = render(refusal(405, `${method} is not allowed; GET, HEAD and OPTIONS are`));
  response.headers.set("Allow", "GET, HEAD, OPTIONS");
  return response;
};
