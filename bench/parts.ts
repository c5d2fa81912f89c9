import { agentBench } from "./agent.ts";
import { apiBench } from "./api.ts";
import { costBench } from "./cost-rows.ts";
import { cpuBench } from "./cpu.ts";
import type { Effort } from "./effort.ts";
import { freshnessBench } from "./freshness.ts";
import { packageBench } from "./package.ts";
import type { Row } from "./row.ts";
import { scrapeBench } from "./scrape.ts";
import { slaBench } from "./sla.ts";
import { verifyBench } from "./verify.ts";

/** What a part of the bench gives: lines of the table, and what is printed beneath it for those who ask for more. */
export type Part = (effort: Effort) => Promise<readonly Row[] | Detailed>;
export type Detailed = Readonly<{ rows: readonly Row[]; details: readonly string[] }>;

/** Every part, by the name that runs it alone. */
export const PARTS: Readonly<Record<string, Part>> = {
  api: apiBench,
  scrape: scrapeBench,
  freshness: freshnessBench,
  sla: slaBench,
  verify: verifyBench,
  agent: agentBench,
  package: packageBench,
  cost: costBench,
  cpu: cpuBench,
};

/** Its latencies are of a machine that does nothing else: what waits begins after it. */
export const ALONE = "api";

/** They mostly wait for the clock, and are measured in processes of their own: so they run beside the others. */
export const BESIDE_OTHERS: readonly string[] = ["freshness", "agent"];
