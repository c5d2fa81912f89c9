/** A target's origin, or why it must not be asked. */
export type TargetUrl = Readonly<{ origin: string } | { refused: string }>;

const MAX_LENGTH = 256;
const LABEL = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Names that mean something else to every network: RFC 6761, RFC 6762, RFC 8375, and ICANN's .internal. */
const LOCAL_NAME = /(^|\.)(localhost|local|internal|home\.arpa)$/;

/**
 * Whether a registered URL may be fetched: http or https, a public DNS name, any port, and nothing else in it. An
 * address is refused in every spelling: the URL parser turns `0x7f.1`, `2130706433` and `127.0.0.1` into the same.
 * DNS cannot be pinned from a Worker; a name that resolves to a private address finds nothing there.
 *
 * @param allowLoopback  development only: `localhost` and loopback addresses are allowed as well
 */
export function checkTargetUrl(text: string, allowLoopback: boolean): TargetUrl {
  const refused = refusalOf(text, allowLoopback);
  return refused === null ? { origin: new URL(text).origin } : { refused };
}

function refusalOf(text: string, allowLoopback: boolean): string | null {
  if (text.length > MAX_LENGTH) return `longer than ${MAX_LENGTH} characters`;
  if (!/^https?:\/\/[^\s\\]+$/i.test(text))
    return "neither http:// nor https://, or white space or backslash in it";
  const url = URL.parse(text);
  if (url === null) return "not a URL";
  if (text.includes("@")) return "holds a user name";
  if (text.includes("#")) return "holds a fragment";
  if (url.pathname !== "/" || text.includes("?")) return "holds a path or a query";
  if (url.port === "0") return "port 0";
  if (LOOPBACK.has(url.hostname)) return allowLoopback ? null : "a loopback host";
  return nameRefusal(url.hostname);
}

function nameRefusal(host: string): string | null {
  if (host.startsWith("[")) return "an IP address: give a DNS name";
  const labels = host.split(".");
  if (labels.length < 2) return "a name without a dot";
  if (host.length > 253 || !labels.every((label) => LABEL.test(label))) return "not a DNS name";
  if (/^\d+$/.test(labels.at(-1) ?? "")) return "an IP address: give a DNS name";
  return LOCAL_NAME.test(host) ? "a local name" : null;
}
