/** Why an agent cannot be scraped at a URL, and what to do about it. */
export const REACH_ADVICE = {
  bad_url: "give scheme, host and port alone, like https://sla.example.org",
  ip_literal: "scrapers run on Workers, which refuse IP addresses: give the machine a DNS name",
  local_name: "give a name that the public DNS knows",
  bad_port: "let the agent listen on another port (`share`), or put a proxy on 443 before it",
  worker_host: "give the name of the machine that the agent runs on",
  dns: "make an A or AAAA record with this machine's public address",
  port: "nothing answers on that port: let the agent listen there (`share`), and open the firewall",
  timeout: "something drops the packets: open the firewall, or forward the port",
  tls: "Workers refuse this certificate: use Caddy or a tunnel, or plain http, which the signatures make safe",
  not_an_agent: "something else answers there: check the proxy's target and the port",
  another_agent: "another agent answers there: check the proxy's target",
} as const;

export type ReachFault = keyof typeof REACH_ADVICE;
