import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import type { AgentKey } from "../../../schema/wire/identifier.ts";
import { Identity } from "../../../schema/wire/identity.ts";
import { checkTargetUrl } from "../../../schema/wire/target-url.ts";
import type { ReachFault } from "./advice.ts";

/** Whether an agent is reached, or why not; `detail` is what the system said. */
export type Reach = Readonly<
  { reached: true; identity: Identity } | { reached: false; fault: ReachFault; detail: string }
>;

const TIMEOUT_MS = 5_000;
const MAX_BODY_BYTES = 64 * 1024;

/**
 * Asks an agent the way a Cloudflare Worker would: a DNS name and no IP address, a certificate that is trusted, five
 * seconds, no redirect followed; plain http is fine. From this machine: a firewall further out is not seen.
 *
 * @param agent          the key that has to answer; null for any
 * @param allowLoopback  for development: local names and addresses are asked too
 */
export async function reach(
  url: string,
  { fetch, agent, allowLoopback = false }: ReachOptions,
): Promise<Reach> {
  const checked = checkTargetUrl(url, allowLoopback);
  if ("refused" in checked)
    return { reached: false, fault: checked.fault, detail: `${url}: ${checked.refused}` };
  const { origin, hostname } = new URL(url);
  const no = (fault: ReachFault, detail: string): Reach => ({ reached: false, fault, detail });
  if (isIP(hostname) === 0 && !hostname.startsWith("[")) {
    const found = await lookup(hostname, { all: true }).catch((error: Error) => error);
    if (found instanceof Error) return no("dns", `${hostname}: ${codeOf(found)}`);
    if (!allowLoopback && found.every(({ address }) => isPrivate(address)))
      return no(
        "dns",
        `${hostname} is ${found[0]?.address ?? "nothing"}, which is no public address`,
      );
  }
  try {
    const response = await fetch(`${origin}/v1/identity`, {
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { accept: "application/json" },
    });
    if (response.status !== 200) return no("not_an_agent", `${origin} answered ${response.status}`);
    const identity = Identity.safeParse(
      parsedJson((await response.text()).slice(0, MAX_BODY_BYTES)),
    );
    if (!identity.success) return no("not_an_agent", `${origin}/v1/identity is not an agent's`);
    return agent !== null && identity.data.agent !== agent
      ? no("another_agent", `${identity.data.agent} answers there`)
      : { reached: true, identity: identity.data };
  } catch (error) {
    return no(faultOf(error as Error), codeOf(error as Error));
  }
}

type ReachOptions = Readonly<{
  fetch: typeof globalThis.fetch;
  agent: AgentKey | null;
  allowLoopback?: boolean;
}>;

/** What undici says of a connection that failed. */
function faultOf(error: Error): ReachFault {
  const code = codeOf(error);
  if (error.name === "TimeoutError" || /TIMEOUT|ETIMEDOUT/.test(code)) return "timeout";
  if (/^(ENOTFOUND|EAI_)/.test(code)) return "dns";
  if (/CERT|SIGNATURE|SSL|TLS|EPROTO|ISSUER|CRL/.test(code)) return "tls";
  return "port";
}

function codeOf(error: Error): string {
  const codes = [error.cause, error].map((of) => (of as NodeJS.ErrnoException | undefined)?.code);
  return codes.find((code) => typeof code === "string") ?? error.message;
}

/** RFC 1918, RFC 6598, loopback, link-local, and their like in IPv6. */
const isPrivate = (address: string): boolean =>
  /^(0|10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./.test(
    address,
  ) || /^(::1?$|f[cd]|fe[89ab])/i.test(address);

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
