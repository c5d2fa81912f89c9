import * as z from "zod";
import { CohortsDocument } from "../../schema/wire/cohort.ts";
import { ExplorerDocument } from "../../schema/wire/explorer.ts";
import { Network, NetworkNodes } from "../../schema/wire/network.ts";
import type { StoredBytes } from "../store/snapshots.ts";

/**
 * What we wrote ourselves is checked by its outer form alone: to check each of 300 nodes took three times as long as to
 * read them, and more than Free allows for one request.
 */
const LightNetwork = z.object({
  ...Network.shape,
  nodes: z.custom<Network["nodes"]>(Array.isArray),
});
const LightCohorts = z.object({
  ...CohortsDocument.shape,
  places: z.custom<CohortsDocument["places"]>((of) => typeof of === "object" && of !== null),
});

const LightNodes = z.object({
  ...NetworkNodes.shape,
  nodes: z.custom<NetworkNodes["nodes"]>(Array.isArray),
});

/** The network as the last publication left it; null before the first. @throws ZodError where it is of another form */
export const readNetwork = (found: StoredBytes | null): Network | null =>
  found && LightNetwork.parse(json(found));

/** Further nodes of it; null where they are gone. @throws ZodError as above */
export const readNodes = (found: StoredBytes | null): NetworkNodes | null =>
  found && LightNodes.parse(json(found));

/** The cohorts as the last publication of the network left them; null before the first. @throws ZodError as above */
export const readCohorts = (found: StoredBytes | null): CohortsDocument | null =>
  found && LightCohorts.parse(json(found));

/** What Explorer is shown as the last publication left it; null before the first. */
export const readExplorer = (found: StoredBytes | null): ExplorerDocument | null =>
  found && ExplorerDocument.parse(json(found));

const json = ({ body }: StoredBytes): unknown => JSON.parse(new TextDecoder().decode(body));
