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
  expect(vars).toEqual({ EMBED_SITES: configOf("").vars["EMBED_SITES"] });
  expect(secrets?.required).toEqual([]);
});

/** The queues of a section whose names begin alike. */
const queuesOf = (env: string, name: string) => {
  const { producers = [], consumers = [] } = configOf(env).queues;
  const isOne = ({ queue }: { queue: string }) => queue.startsWith(name);
  return { producers: producers.filter(isOne), consumers: consumers.filter(isOne) };
};

it("scrapes alike in one Worker and apart", () => {
  const [all, scraper] = [configOf(""), configOf("scraper")];
  expect(scraper.queues).toEqual(queuesOf("", "livepeer-sla-scrapes"));
  const { EMBED_SITES: _, ...vars } = all.vars;
  expect(scraper.vars).toEqual(vars);
  expect(scraper.secrets).toEqual(all.secrets);
});

it.each(["", "scraper"])(
  "gives up in %j no dead letter that Queues would still deliver: no queue is behind theirs",
  (env) => {
    const { consumers } = queuesOf(env, "livepeer-sla-scrapes");
    const dead = consumers.filter(({ queue }: { queue: string }) => queue.endsWith("-dead"));
    // Queues, limits: a message is tried at most 100 times.
    expect(dead).toMatchObject([{ max_retries: 100, retry_delay: 60 }]);
    expect(dead[0]?.dead_letter_queue).toBeUndefined();
  },
);

it("closes hours alike in one Worker and apart, one message at a time, and needs no dead letters", () => {
  const closes = queuesOf("", "livepeer-sla-closes");
  expect(configOf("sla-cron").queues).toEqual(closes);
  expect(closes.producers).toMatchObject([{ binding: "CLOSES" }]);
  expect(closes.consumers).toMatchObject([{ max_batch_size: 1, max_concurrency: 1 }]);
  expect(closes.consumers[0]?.dead_letter_queue).toBeUndefined();
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

it("serves the dashboard where the API is, and no file elsewhere", () => {
  const assets = WORKERS.map((env) => configOf(env).assets?.directory);
  expect(assets).toEqual([
    "dist/dashboard",
    "dist/dashboard",
    "workers/no-assets",
    "workers/no-assets",
  ]);
  expect(configOf("api").assets).toEqual(configOf("").assets);
});
