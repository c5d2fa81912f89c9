/** What a deployment needs of the account, by the names that wrangler.toml gives. */
export type Needs = Readonly<{
  database: string;
  /** The id that the committed file has; a placeholder is all zeros. */
  databaseId: string;
  bucket: string;
  /** Each queue, the dead-letter queue first: the other one names it. */
  queues: readonly string[];
  /** Every Worker of this mode, in the order of deployment: who fills the tables before who reads them. */
  workers: readonly WorkerPlan[];
  /** Workers of the other mode: were one left, both would scrape. */
  others: readonly string[];
}>;

/** One Worker: its section of wrangler.toml ("" is the top level), its name, and whether it takes the operator's token. */
export type WorkerPlan = Readonly<{ env: string; name: string; takesToken: boolean }>;

/** The part of wrangler's configuration that a plan is made from. */
export type Section = Readonly<{
  name?: string | undefined;
  d1_databases: readonly Readonly<{ database_name?: string; database_id?: string }>[];
  r2_buckets: readonly Readonly<{ bucket_name?: unknown }>[];
  queues: Readonly<{
    consumers?: readonly Readonly<{ queue: string; dead_letter_queue?: string }>[] | undefined;
  }>;
  secrets?: Readonly<{ required?: readonly string[] }> | undefined;
}>;

const TOGETHER = [""];
const APART = ["scraper", "sla-cron", "api"];

/** A database id that stands for none. */
export const NO_DATABASE = "00000000-0000-0000-0000-000000000000";

/**
 * What to make and what to deploy, from wrangler.toml.
 *
 * @param sectionOf  wrangler's reading of a section, with all that it inherits
 * @throws Error naming what wrangler.toml lacks
 */
export function planOf(sectionOf: (env: string) => Section, split: boolean): Needs {
  const envs = split ? APART : TOGETHER;
  const scraping = sectionOf(split ? "scraper" : "");
  const [database] = scraping.d1_databases;
  const [bucket] = scraping.r2_buckets;
  if (database?.database_name === undefined || typeof bucket?.bucket_name !== "string")
    throw new Error("wrangler.toml names no database or no bucket");
  const consumers = envs.flatMap((env) => sectionOf(env).queues.consumers ?? []);
  const consumed = consumers.flatMap(({ queue, dead_letter_queue }) =>
    dead_letter_queue === undefined ? [queue] : [dead_letter_queue, queue],
  );
  return {
    database: database.database_name,
    databaseId: database.database_id ?? NO_DATABASE,
    bucket: bucket.bucket_name,
    queues: [...new Set(consumed)],
    workers: envs.map((env) => workerOf(env, sectionOf(env))),
    others: (split ? TOGETHER : APART).map((env) => nameOf(env, sectionOf(env))),
  };
}

const workerOf = (env: string, section: Section): WorkerPlan => ({
  env,
  name: nameOf(env, section),
  takesToken: section.secrets?.required?.includes("OPERATOR_TOKEN") ?? false,
});

function nameOf(env: string, { name }: Section): string {
  if (name === undefined)
    throw new Error(`wrangler.toml gives no name to ${env || "its top level"}`);
  return name;
}
