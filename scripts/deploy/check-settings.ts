import { readSettings, unknownSettings } from "../../workers/config/read-settings.ts";
import type { Worker } from "../../workers/config/setting.ts";
import { readConfig } from "../../workers/scraper/config.ts";
import { Stop } from "./host.ts";
import type { WorkerPlan } from "./plan.ts";

const ALL: readonly Worker[] = ["scraper", "api", "sla-cron"];

const workersOf = (env: string): readonly Worker[] =>
  ALL.filter((name) => env === "" || name === env);

/**
 * Reads the variables of wrangler.toml as the Workers will.
 *
 * @throws Stop with a sentence for each that is wrong, or that nobody reads
 */
export function checkSettings(
  deployed: readonly WorkerPlan[],
  varsOf: (env: string) => Readonly<Record<string, unknown>>,
): void {
  const wrong = deployed.flatMap(({ env }) => {
    const [vars, workers] = [varsOf(env), workersOf(env)];
    const unread = unknownSettings(workers, vars).map(
      (name) => `${name} is set, and no Worker of ${env || "the top level"} reads it.`,
    );
    return [...unread, ...workers.flatMap((worker) => refusalOf(worker, vars))];
  });
  if (wrong.length > 0)
    throw new Stop(`wrangler.toml: ${[...new Set(wrong)].join(" ")} See docs/configuration.md`);
}

function refusalOf(worker: Worker, vars: Readonly<Record<string, unknown>>): string[] {
  try {
    readSettings(worker, vars);
    if (worker === "scraper") readConfig(vars);
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
