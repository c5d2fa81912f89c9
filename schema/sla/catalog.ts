import type { Catalog } from "../wire/catalog.ts";
import { REASONS } from "../wire/reason.ts";
import { DEMAND } from "./catalog/demand.ts";
import { PERFORMANCE } from "./catalog/performance.ts";
import { RELIABILITY } from "./catalog/reliability.ts";
import { RESOURCES } from "./catalog/resources.ts";
import { SCORES } from "./catalog/scores.ts";
import { SLI_METRICS } from "./catalog/slis.ts";

/** The metric catalog: METRICS.md §2, the score and the SLIs, as data. */
export const catalog: Catalog = {
  schema: "livepeer.sla.catalog/1",
  metrics: [...PERFORMANCE, ...RELIABILITY, ...RESOURCES, ...DEMAND, ...SCORES, ...SLI_METRICS],
  reasons: { ...REASONS },
};
