import type { Sha256 } from "../../schema/wire/identifier.ts";
import type { Network, NetworkNodes } from "../../schema/wire/network.ts";
import { StorageFailure } from "./storage-failure.ts";

type Ports = Readonly<{
  network: () => Promise<Network | null>;
  nodes: (digest: Sha256) => Promise<NetworkNodes | null>;
}>;

/**
 * The network with all of its nodes, however many documents these are in; null before the first publication. They are read one
 * after the other, so that few are held twice. Where one is gone, the network was published twice since: it is read again.
 *
 * @throws StorageFailure where one is gone even so
 */
export async function wholeNetwork({ network, nodes }: Ports): Promise<Network | null> {
  for (let attempt = 1; attempt <= 2; attempt++) {
    const first = await network();
    if (first === null || first.more.length === 0) return first;
    const all = [...first.nodes];
    let isWhole = true;
    for (const digest of first.more) {
      const further = await nodes(digest);
      if (further === null) isWhole = false;
      else for (const node of further.nodes) all.push(node);
    }
    if (isWhole) return { ...first, nodes: all };
  }
  throw new StorageFailure("not all nodes of the network are there");
}
