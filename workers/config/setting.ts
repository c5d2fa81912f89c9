import type * as z from "zod";

/** The Workers; each reads its own settings and no others. */
export type Worker = "scraper" | "api" | "sla-cron";

/** One variable or secret of wrangler.toml: how it is read, and what a person must know to set it. */
export type Setting<S extends z.ZodType> = Readonly<{
  of: readonly Worker[];
  /** A secret is set with `wrangler secret put`, and never stands in a file that git keeps. */
  secret?: true;
  /** Reads the string that Cloudflare gives; absent, it is the default. */
  reads: S;
  /** What it is when it is not set, in words. */
  byDefault: string;
  allowed: string;
  meaning: string;
}>;

/** A setting, with the type that it is read to. */
export const setting = <S extends z.ZodType>(given: Setting<S>): Setting<S> => given;
