import { SETTINGS } from "../config/settings.ts";

/**
 * Sites that may frame `/embed/…`, of the variable EMBED_SITES.
 *
 * @param given  sites, separated by spaces or commas; without it there are none
 * @throws ZodError where one of them is no origin
 */
export const readEmbedSites = (given: string | undefined): readonly string[] =>
  SETTINGS.EMBED_SITES.reads.parse(given);
