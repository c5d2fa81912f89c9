import type { MiddlewareHandler } from "hono";

/** What an answer may do in a browser: be shown, with the styles that it brings. No script, no frame, no other host. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'none'";

/** Headers that keep a browser from taking an answer for more than it is. */
export const secured: MiddlewareHandler = async (c, next) => {
  await next();
  c.res.headers.set("X-Content-Type-Options", "nosniff");
  c.res.headers.set("Referrer-Policy", "no-referrer");
  c.res.headers.set("Cross-Origin-Resource-Policy", "cross-origin");
  c.res.headers.set("Content-Security-Policy", POLICY);
};
