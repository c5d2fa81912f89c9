import type { Catalog } from "../wire/catalog.ts";
import { METRICS } from "./catalog-metrics.ts";
import { SCORES } from "./catalog-scores.ts";

/** The metric catalog: METRICS.md §2, the score and the SLIs, as data. */
export const catalog: Catalog = {
  schema: "livepeer.sla.catalog/1",
  metrics: [...METRICS, ...SCORES],
};
