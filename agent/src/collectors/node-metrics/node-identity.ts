import { Address } from "../../../../schema/wire/identifier.ts";
import type { CliPort } from "./cli-port.ts";

/** Who a node says it is: the address of its own key, and its chain. Null where it does not say. */
export type NodeIdentity = Readonly<{ node: Address | null; chainId: number | null }>;

/** Asks a node's CLI port who it is. The address is the node's, which on split-key hosts is not the orchestrator's. */
export async function readNodeIdentity(port: CliPort, signal: AbortSignal): Promise<NodeIdentity> {
  const [address, chain] = [
    await port.get("/ethAddr", signal),
    await port.get("/EthChainID", signal),
  ];
  return parseNodeIdentity(address.text, chain.text);
}

/** The two plain-text answers. The zero address is none: a node without a key says so. */
export function parseNodeIdentity(address: string, chain: string): NodeIdentity {
  const node = Address.safeParse(address.trim());
  const isNone = !node.success || /^0x0+$/.test(node.data);
  const chainId = /^\d{1,15}$/.test(chain.trim()) ? Number(chain) : null;
  return { node: isNone ? null : node.data, chainId };
}
