/** Why an agent's URL is not asked. Answered to operators: add to it, never rename. */
export type UrlFault = "bad_url" | "ip_literal" | "local_name";

/** An agent's origin, or why it must not be asked, in a few words. */
export type TargetUrl = Readonly<{ origin: string } | { refused: string; fault: UrlFault }>;

const MAX_LENGTH = 256;
const LABEL = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Names that mean something else to every network: RFC 6761, RFC 6762, RFC 8375, and ICANN's .internal. */
const LOCAL_NAME = /(^|\.)(localhost|local|internal|home\.arpa)$/;

/**
 * Whether an agent's URL may be fetched: http or https, a public DNS name, any port, and nothing else in it. An
 * address is refused in every spelling: the URL parser turns `0x7f.1`, `2130706433` and `127.0.0.1` into the same.
 * DNS cannot be pinned from a Worker; a name that resolves to a private address finds nothing there.
 *
 * @param allowLoopback  development only: `localhost` and loopback addresses are allowed as well
 */
export function checkTargetUrl(text: string, allowLoopback: boolean): TargetUrl {
  const refused = textRefusal(text);
  if (refused !== null) return { refused, fault: "bad_url" };
  const { origin, hostname } = new URL(text);
  if (LOOPBACK.has(hostname) && allowLoopback) return { origin };
  return nameRefusal(hostname) ?? { origin };
}

function textRefusal(text: string): string | null {
  if (text.length > MAX_LENGTH) return `longer than ${MAX_LENGTH} characters`;
  if (!/^https?:\/\/[^\s\\]+$/i.test(text))
    return "neither http:// nor https://, or white space or backslash in it";
  const url = URL.parse(text);
  if (url === null) return "not a URL";
  if (text.includes("@")) return "holds a user name";
  if (text.includes("#")) return "holds a fragment";
  if (url.pathname !== "/" || text.includes("?")) return "holds a path or a query";
  return url.port === "0" ? "port 0" : null;
}

function nameRefusal(host: string): Exclude<TargetUrl, { origin: string }> | null {
  const labels = host.split(".");
  const fault = host === "localhost" ? "local_name" : "ip_literal";
  if (LOOPBACK.has(host)) return { refused: "a loopback host", fault };
  if (host.startsWith("[") || /^\d+$/.test(labels.at(-1) ?? ""))
    return { refused: "an IP address", fault: "ip_literal" };
  if (LOCAL_NAME.test(host)) return { refused: "a local name", fault: "local_name" };
  if (labels.length < 2) return { refused: "a name without a dot", fault: "local_name" };
  const isName = host.length <= 253 && labels.every((label) => LABEL.test(label));
  return isName ? null : { refused: "not a DNS name", fault: "bad_url" };
}
