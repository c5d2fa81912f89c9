import { ExplorerDocument } from "../../schema/wire/explorer.ts";
import { Network } from "../../schema/wire/network.ts";
import type { StoredBytes } from "../store/snapshots.ts";

const json = ({ body }: StoredBytes): unknown => JSON.parse(new TextDecoder().decode(body));

/** The network as the last publication left it; null before the first. */
export const readNetwork = (found: StoredBytes | null): Network | null =>
  found && Network.parse(json(found));

/** What Explorer is shown as the last publication left it; null before the first. */
export const readExplorer = (found: StoredBytes | null): ExplorerDocument | null =>
  found && ExplorerDocument.parse(json(found));
