import { FREE_OPS_PER_DAY } from "../../schema/sla/queue-budget.ts";
import { readSettings, WrongSetting } from "../config/read-settings.ts";

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
    queueOpsPerDay: FREE_OPS_PER_DAY,
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

/** The scraper's settings, read once, at the door. */
export type ScraperConfig = Preset &
  Readonly<{
    /** Development only: targets may be on this machine. */
    allowLoopback: boolean;
    /** Null while it is not set: the operators' routes are closed then. */
    operatorToken: string | null;
  }>;

/** @throws WrongSetting that names the setting that is wrong, and what is allowed */
export function readConfig(env: object): ScraperConfig {
  const settings = readSettings("scraper", { ...env });
  const preset = PRESETS[settings.PRESET];
  const shardSize = settings.SHARD_SIZE ?? preset.shardSize;
  if (shardSize > preset.fetchesPerTurn)
    throw new WrongSetting(
      `SHARD_SIZE is ${shardSize}, more targets than one invocation may ask; allowed with PRESET ${settings.PRESET}: 1 to ${preset.fetchesPerTurn}.`,
    );
  return Object.freeze({
    ...preset,
    slotSeconds: settings.SLOT_SECONDS ?? preset.slotSeconds,
    shardSize,
    allowLoopback: settings.ALLOW_LOOPBACK,
    operatorToken: settings.OPERATOR_TOKEN,
  });
}
