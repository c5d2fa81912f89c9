import * as z from "zod";

/** What fits a plan of Cloudflare's. */
type Preset = Readonly<{
  slotSeconds: number;
  shardSize: number;
  /** What an account may do with its queues in a day; null where that has no limit. */
  queueOpsPerDay: number | null;
  /** External requests of one turn. Free allows 50 in an invocation: a tenth is left alone. */
  fetchesPerTurn: number;
  /** Raw objects that one step of a rebuild folds. Free allows 10 ms of CPU. */
  objectsPerStep: number;
}>;

const PRESETS: Readonly<Record<"free" | "paid", Preset>> = {
  free: {
    slotSeconds: 300,
    shardSize: 40,
    queueOpsPerDay: 10_000,
    fetchesPerTurn: 45,
    objectsPerStep: 4,
  },
  paid: {
    slotSeconds: 60,
    shardSize: 100,
    queueOpsPerDay: null,
    fetchesPerTurn: 800,
    objectsPerStep: 40,
  },
};

const Config = z
  .object({
    PRESET: z.enum(["free", "paid"]).default("free"),
    /** T, instead of the preset's: one scrape of every target per slot. */
    SLOT_SECONDS: z.coerce.number().int().min(10).max(3600).optional(),
    /** Targets per queue message, instead of the preset's. */
    SHARD_SIZE: z.coerce.number().int().min(1).max(100).optional(),
    /** Development only: targets may be on this machine. */
    ALLOW_LOOPBACK: z.stringbool(),
    /** Null while it is not set: the operators' routes are closed then. */
    OPERATOR_TOKEN: z
      .string()
      .optional()
      .transform((token) => token || null),
  })
  .refine((env) => (env.SHARD_SIZE ?? 0) <= PRESETS[env.PRESET].fetchesPerTurn, {
    message: "more targets than one invocation may ask",
    path: ["SHARD_SIZE"],
  })
  .transform((env) =>
    Object.freeze({
      ...PRESETS[env.PRESET],
      slotSeconds: env.SLOT_SECONDS ?? PRESETS[env.PRESET].slotSeconds,
      shardSize: env.SHARD_SIZE ?? PRESETS[env.PRESET].shardSize,
      allowLoopback: env.ALLOW_LOOPBACK,
      operatorToken: env.OPERATOR_TOKEN,
    }),
  );

/** The scraper's settings, read once, at the door. */
export type ScraperConfig = z.infer<typeof Config>;

/** @throws ZodError that names the setting that is missing or wrong */
export const readConfig = (env: object): ScraperConfig => Config.parse(env);
