import { Hono } from "hono";
import { cors } from "hono/cors";
import { etag, RETAINED_304_HEADERS } from "hono/etag";
import { refusal } from "./answer.ts";
import { parseParameters } from "./parse-parameters.ts";
import { render } from "./render.ts";
import { routes } from "./routes.ts";
import { openCopies, openStore, type Store } from "./store.ts";

type Ports = Readonly<{ now: () => number; log: (line: string) => void }>;
type Env = { Bindings: Cloudflare.ApiEnv; Variables: { store: Store } };

/** What a 304 keeps beside what RFC 9110 asks for: a browser reads nothing without it. */
const KEPT = [
  ...RETAINED_304_HEADERS,
  "access-control-allow-origin",
  "access-control-expose-headers",
];

/** `/v1/hours/{hour}` as Hono writes it. A key may hold slashes. */
const pattern = (path: string): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => (name === "key" ? ":key{.+}" : `:${name}`));

/** The public API: every route of the table, read-only, the same for everyone. */
export function createApp({ now, log }: Ports): Hono<Env> {
  const app = new Hono<Env>();
  const copies = openCopies();
  app.use(
    cors({ origin: "*", allowMethods: ["GET", "HEAD"], exposeHeaders: ["ETag"], maxAge: 86_400 }),
  );
  app.use(etag({ retainedHeaders: KEPT }));
  app.use(async (c, next) => {
    c.set("store", openStore(c.env, copies, now()));
    await next();
  });
  for (const route of routes) {
    app.get(pattern(route.path), async (c) => {
      const path = parseParameters(route.parameters.path, Object.entries(c.req.param()));
      if ("refused" in path) return render(path.refused);
      const query = parseParameters(route.parameters.query, entriesOf(c.req.url));
      if ("refused" in query) return render(query.refused);
      return render(
        await route.handle({
          store: c.var.store,
          path: path.data,
          query: query.data,
          nowMs: now(),
        }),
      );
    });
    app.all(pattern(route.path), (c) => notAllowed(c.req.method));
  }
  app.notFound((c) =>
    render(refusal(404, `there is no route ${c.req.path}; /openapi.json lists them`)),
  );
  app.onError((error, c) => {
    log(
      JSON.stringify({
        event: "api.failed",
        path: c.req.path,
        error: String(error.stack ?? error),
      }),
    );
    return render(refusal(500, "the request could not be answered; it was logged"));
  });
  return app;
}

const entriesOf = (url: string): [string, string][] => [...new URL(url).searchParams];

const notAllowed = (method: string): Response => {
  const response = render(refusal(405, `${method} is not allowed; GET, HEAD and OPTIONS are`));
  response.headers.set("Allow", "GET, HEAD, OPTIONS");
  return response;
};
