/** Why an agent's URL is not asked. Answered to operators: add to it, never rename. */
export type UrlFault = "bad_url" | "ip_literal" | "local_name" | "bad_port" | "worker_host";

/** An agent's origin, or why it must not be asked, in a few words. */
export type TargetUrl = Readonly<{ origin: string } | { refused: string; fault: UrlFault }>;

const MAX_LENGTH = 256;
const LABEL = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Names that mean something else to every network: RFC 6761, RFC 6762, RFC 8375, and ICANN's .internal. */
const LOCAL_NAME = /(^|\.)(localhost|local|internal|home\.arpa)$/;

/** A Worker's global fetch does not reach Workers of its own account under this name, nor of its own zone. */
const WORKERS_DEV = /(^|\.)workers\.dev$/;

/** Ports below are other services' (RFC 6335), but for those of http and https, which stand for themselves. */
const FIRST_PORT = 1024;

/** Ports from there on that no browser and no Node fetches, since something else listens there: https://fetch.spec.whatwg.org/#port-blocking. */
const BLOCKED_PORTS = new Set([
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669,
  6679, 6697, 10080,
]);

/**
 * Whether an agent's URL may be fetched: http or https, a public DNS name, a port that can be an agent's, and nothing else in
 * it. An address is refused in every spelling: the URL parser turns `0x7f.1`, `2130706433` and `127.0.0.1` into the same.
 * DNS cannot be pinned from a Worker; a name that resolves to a private address finds nothing there.
 *
 * @param allowLoopback  development only: `localhost` and loopback addresses are allowed as well
 * @param ownHost        host, and port where it has one, of the Worker that asks
 */
export function checkTargetUrl(text: string, allowLoopback: boolean, ownHost?: string): TargetUrl {
  const refused = textRefusal(text);
  if (refused !== null) return { refused, fault: "bad_url" };
  const { origin, hostname, host, port } = new URL(text);
  if (host === ownHost)
    return { refused: `${host} is this Worker, which cannot ask itself`, fault: "worker_host" };
  if (LOOPBACK.has(hostname) && allowLoopback) return { origin };
  return nameRefusal(hostname) ?? portRefusal(port) ?? { origin };
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

type Refusal = Exclude<TargetUrl, { origin: string }>;

/** @param port  as the URL parser has it: empty for the scheme's own */
function portRefusal(port: string): Refusal | null {
  const number = Number(port);
  const isOther = number < FIRST_PORT && number !== 80 && number !== 443;
  if (port === "" || (!isOther && !BLOCKED_PORTS.has(number))) return null;
  const allowed = `80, 443, or from ${FIRST_PORT} on, but for those that browsers block`;
  return { refused: `port ${port} is another service's: ${allowed}`, fault: "bad_port" };
}

function nameRefusal(host: string): Refusal | null {
  const labels = host.split(".");
  const fault = host === "localhost" ? "local_name" : "ip_literal";
  if (LOOPBACK.has(host)) return { refused: "a loopback host", fault };
  if (host.startsWith("[") || /^\d+$/.test(labels.at(-1) ?? ""))
    return { refused: "an IP address", fault: "ip_literal" };
  if (LOCAL_NAME.test(host)) return { refused: "a local name", fault: "local_name" };
  if (WORKERS_DEV.test(host))
    return { refused: `${host} is a Worker, which another cannot ask`, fault: "worker_host" };
  if (labels.length < 2) return { refused: "a name without a dot", fault: "local_name" };
  const isName = host.length <= 253 && labels.every((label) => LABEL.test(label));
  return isName ? null : { refused: "not a DNS name", fault: "bad_url" };
}
