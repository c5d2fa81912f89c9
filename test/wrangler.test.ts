import { expect, it } from "vitest";
import { unstable_readConfig as readConfig } from "wrangler";

/** What wrangler makes of each section, with all that it inherits. */
const configOf = (env: string) =>
  readConfig({ config: "wrangler.toml", env }, { hideWarnings: true });
const WORKERS = ["", "api", "scraper", "sla-cron"];

it.each(WORKERS)("gives %j the one database, with its migrations, and the one archive", (env) => {
  const { d1_databases, r2_buckets } = configOf(env);
  expect(d1_databases).toEqual(configOf("").d1_databases);
  expect(d1_databases).toMatchObject([{ binding: "DB", migrations_dir: "schema/migrations" }]);
  expect(r2_buckets).toEqual([{ binding: "ARCHIVE", bucket_name: "livepeer-sla-archive" }]);
});

it("gives the api nothing to write with, to schedule or to keep secret", () => {
  const { triggers, queues, vars, secrets } = configOf("api");
  expect(triggers.crons).toEqual([]);
  expect(queues.producers ?? []).toEqual([]);
  expect(queues.consumers ?? []).toEqual([]);
  expect(vars).toEqual({});
  expect(secrets?.required).toEqual([]);
});

it("scrapes alike in one Worker and apart", () => {
  const [all, scraper] = [configOf(""), configOf("scraper")];
  expect(scraper.queues).toEqual(all.queues);
  expect(scraper.vars).toEqual(all.vars);
  expect(scraper.secrets).toEqual(all.secrets);
});

it("uses one cron trigger a Worker: an account on the Free plan has five", () => {
  expect(WORKERS.map((env) => configOf(env).triggers.crons)).toEqual([
    ["* * * * *"],
    [],
    ["* * * * *"],
    ["* * * * *"],
  ]);
});

it("limits and caches what strangers read alike in one Worker and apart, and nothing else", () => {
  const [all, api] = [configOf(""), configOf("api")];
  expect(all.ratelimits).toMatchObject([{ name: "COSTLY_READS", simple: { period: 10 } }]);
  expect(api.ratelimits).toEqual(all.ratelimits);
  expect([all, api].map(({ cache }) => cache)).toEqual([{ enabled: true }, { enabled: true }]);
  for (const { ratelimits, cache } of ["scraper", "sla-cron"].map(configOf)) {
    expect(ratelimits ?? []).toEqual([]);
    expect(cache).toEqual({ enabled: false });
  }
});
