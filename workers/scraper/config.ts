import * as z from "zod";

const Config = z
  .object({
    /** T: one scrape of every target per slot. */
    SLOT_SECONDS: z.coerce.number().int().min(10).max(3600),
    /** Targets per queue message. */
    SHARD_SIZE: z.coerce.number().int().min(1).max(100),
    /** Development only: targets may be on this machine. */
    ALLOW_LOOPBACK: z.stringbool(),
    /** Null while it is not set: the operators' routes are closed then. */
    OPERATOR_TOKEN: z
      .string()
      .optional()
      .transform((token) => token || null),
  })
  .transform((env) =>
    Object.freeze({
      slotSeconds: env.SLOT_SECONDS,
      shardSize: env.SHARD_SIZE,
      allowLoopback: env.ALLOW_LOOPBACK,
      operatorToken: env.OPERATOR_TOKEN,
    }),
  );

/** The scraper's settings, read once, at the door. */
export type ScraperConfig = z.infer<typeof Config>;

/** @throws ZodError that names the setting that is missing or wrong */
export const readConfig = (env: object): ScraperConfig => Config.parse(env);
