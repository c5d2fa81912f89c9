import { getText, type Answer } from "../get-text.ts";
import { isLoopback } from "../loopback.ts";

/** All that is ever asked of a node's CLI port. The same port, without a password, moves the node's money. */
export const CLI_PATHS = ["/metrics", "/ethAddr", "/EthChainID"] as const;
export type CliPath = (typeof CLI_PATHS)[number];

/** A node's CLI port, for reading: GET, those paths, no redirects. */
export type CliPort = Readonly<{ get: (path: CliPath, signal: AbortSignal) => Promise<Answer> }>;

/**
 * @param baseUrl      where `-cliAddr` listens, as `http://127.0.0.1:7935`: scheme, host and port, and no more
 * @param allowRemote  the operator said that the port is elsewhere
 * @throws where the URL is not such a base, or not on loopback and nobody allowed that
 */
export function cliPort(baseUrl: string, allowRemote = false): CliPort {
  const base = new URL(baseUrl);
  if (base.protocol !== "http:" && base.protocol !== "https:")
    throw new Error(`the node's CLI port is http:// or https://, not ${base.protocol}`);
  if (base.href !== `${base.origin}/`)
    throw new Error("the URL of the node's CLI port is scheme, host and port, and no more");
  if (!allowRemote && !isLoopback(base))
    throw new Error("the node's CLI port is read on loopback only, unless you allow another host");
  return {
    get: async (path, signal) => {
      if (!CLI_PATHS.includes(path))
        throw new Error("that path is not on the list of the CLI port");
      return getText(base.origin + path, signal);
    },
  };
}
