import type { MiddlewareHandler } from "hono";
import { pageHeaders } from "./dashboard-headers.ts";
import { pageKind } from "./dashboard-pages.ts";
import { readEmbedSites } from "./embed-sites.ts";

const NOT_BUILT =
  "The dashboard is not built: `npm run build:dashboard`. The API is here: /docs, /openapi.json.\n";

/** Answers the dashboard's pages, which are one document for all of them; everything else goes on to the API. */
export const dashboard: MiddlewareHandler<{ Bindings: Cloudflare.ApiEnv }> = async (c, next) => {
  const isRead = c.req.method === "GET" || c.req.method === "HEAD";
  const kind = isRead ? pageKind(c.req.path) : null;
  if (kind === null) return next();
  const known = c.req.header("If-None-Match");
  const document = await c.env.ASSETS.fetch(new URL("/index.html", c.req.url), {
    headers: known === undefined ? {} : { "If-None-Match": known },
  });
  const { status } = document;
  if (status !== 200 && status !== 304)
    return c.text(NOT_BUILT, 503, { "Cache-Control": "no-store" });
  const headers = new Headers(
    pageHeaders(kind === "embed" ? readEmbedSites(c.env.EMBED_SITES) : []),
  );
  const etag = document.headers.get("ETag");
  if (etag !== null) headers.set("ETag", etag);
  return new Response(c.req.method === "HEAD" ? null : document.body, { status, headers });
};
