import type { ReachFault } from "./advice.ts";

const LABEL = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Names that mean something else to every network: RFC 6761, RFC 6762, RFC 8375, and ICANN's .internal. */
const LOCAL_NAME = /(^|\.)(localhost|local|internal|home\.arpa)$/;

/**
 * Why a scraper would not ask a URL, or null. It takes http or https, a public DNS name, any port, and nothing else; the
 * URL parser turns every spelling of an IP address into one.
 */
export function refusalOfUrl(
  text: string,
  allowLoopback: boolean,
): { fault: ReachFault; detail: string } | null {
  const bad = (detail: string) => ({ fault: "bad_url" as const, detail });
  const url = URL.parse(text);
  if (url === null || text.length > 256 || !/^https?:\/\/[^\s\\]+$/i.test(text))
    return bad(`${text} is no http or https URL`);
  if (/[@#?]/.test(text) || url.pathname !== "/")
    return bad("only scheme, host and port: no user, path or query");
  if (url.port === "0") return bad("port 0");
  const { hostname } = url;
  if (LOOPBACK.has(hostname) && allowLoopback) return null;
  const labels = hostname.split(".");
  if (hostname.startsWith("[") || /^\d+$/.test(labels.at(-1) ?? ""))
    return { fault: "ip_literal", detail: `${hostname} is an IP address: it has to be a DNS name` };
  if (LOCAL_NAME.test(hostname) || labels.length < 2)
    return { fault: "local_name", detail: `${hostname} means nothing outside your network` };
  const isName = hostname.length <= 253 && labels.every((label) => LABEL.test(label));
  return isName ? null : bad(`${hostname} is no DNS name`);
}
