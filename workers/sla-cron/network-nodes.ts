import { canonicalBytes, sha256 } from "../../schema/wire/canonical.ts";
import type { Sha256 } from "../../schema/wire/identifier.ts";
import type { NetworkNode, NetworkNodes } from "../../schema/wire/network.ts";
import type { Archive } from "../store/archive.ts";
import { NETWORK_PREFIX, networkNodesKey } from "../store/published-documents.ts";

/** Where nodes go as they are made, in order. */
export type NodeDocuments = Readonly<{
  add: (node: NetworkNode) => Promise<void>;
  /** The first nodes, and where the others stand. */
  end: () => Promise<Readonly<{ nodes: NetworkNode[]; more: Sha256[] }>>;
}>;

/** Keeps the first nodes, and writes every further so many as a document of their own, so that few are held at once. */
export function openNodeDocuments(archive: Archive, most: number): NodeDocuments {
  const first: NetworkNode[] = [];
  const more: Sha256[] = [];
  let nodes: NetworkNode[] = [];
  const write = async () => {
    const document: NetworkNodes = { schema: "livepeer.sla.network-nodes/1", nodes };
    const bytes = canonicalBytes(document);
    const digest = await sha256(bytes);
    await archive.createOnce(networkNodesKey(digest), bytes);
    more.push(digest);
    nodes = [];
  };
  return {
    async add(node) {
      if (first.length < most) return void first.push(node);
      if (nodes.push(node) >= most) await write();
    },
    async end() {
      if (nodes.length > 0) await write();
      return { nodes: first, more };
    },
  };
}

/** Deletes the documents of nodes that none of these names: who reads the network before this one still finds its own. */
export async function forgetNodes(
  archive: Archive,
  named: readonly (readonly Sha256[])[],
): Promise<void> {
  if (named.every((digests) => digests.length === 0)) return;
  const kept = new Set(named.flat().map(networkNodesKey));
  const gone = (await archive.list(NETWORK_PREFIX)).filter((key) => !kept.has(key));
  if (gone.length > 0) await archive.remove(gone);
}
