import type { HttpBindings } from "@hono/node-server";

/** Who asks, as a listener sees it; behind a proxy on this machine, as that names its client. Null without a socket. */
export function clientOf(request: Request, env: unknown): string | null {
  const address = (env as Partial<HttpBindings> | undefined)?.incoming?.socket.remoteAddress;
  if (address === undefined) return null;
  const forwarded = request.headers.get("x-forwarded-for")?.split(",").at(-1)?.trim();
  const isLocal = address === "::1" || address.endsWith("127.0.0.1");
  return isLocal && forwarded ? forwarded.slice(0, 64) : address;
}
