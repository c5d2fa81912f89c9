import { drizzle } from "drizzle-orm/d1";
import { archiveOf } from "../store/archive.ts";
import { readSettings, type Settings } from "../config/read-settings.ts";
import { statusSources } from "../store/status-sources.ts";
import { Publish, publishBetween, secondsUntilFolded } from "./between-ticks.ts";
import type { RunLimits } from "./effort.ts";
import { ROWS_PER_LOOK } from "./look.ts";
import { openMeter } from "./meter.ts";
import type { Ports } from "./ports.ts";
import { PUBLICATION_LIMITS, REQUEST_LIMITS } from "./publication-limits.ts";
import { type Proceed, proceed } from "./proceed.ts";
import { REST_MS_PER_ROLLUP } from "./rest.ts";
import { run } from "./run.ts";
import type { Unfinished } from "./unfinished.ts";
import { isCheck, watch } from "./watch/watch.ts";

const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

const log = (entry: object): void => console.log(JSON.stringify(entry));

/** The same environment, whose storage is counted for one invocation. */
function metered(env: Cloudflare.SlaCronEnv, { PRESET }: Settings) {
  const { database, bucket, mayAsk } = openMeter(REQUEST_LIMITS[PRESET]);
  return { ...env, DB: database(env.DB), ARCHIVE: bucket(env.ARCHIVE), mayAsk };
}

/** On Paid, what a run leaves undone is the next message's; on Free, the next minute's. */
function portsOf(env: ReturnType<typeof metered>, settings: Settings, limits: ByPlan): Ports {
  const { DB, ARCHIVE, CLOSES, mayAsk } = env;
  const send = async (unfinished: Unfinished) => {
    const message: Proceed = { schema: "livepeer.sla.proceed/2", ...unfinished };
    await CLOSES.send(message);
  };
  return {
    db: drizzle(DB),
    archive: archiveOf(ARCHIVE),
    random: Math.random,
    sleep,
    log,
    mayAsk,
    publication: PUBLICATION_LIMITS[settings.PRESET],
    runLimits: limits[settings.PRESET],
    rowsPerLook: ROWS_PER_LOOK[settings.PRESET],
    restMsPerRollup: REST_MS_PER_ROLLUP[settings.PRESET],
    retention: {
      rawDays: settings.RAW_RETENTION_DAYS,
      rollupMonths: settings.ROLLUP_RETENTION_MONTHS,
    },
    ...(settings.PRESET === "paid" && { proceed: send }),
  };
}

/** Asks for what this tick's turns bring. Where the queue takes nothing, it is said, and the next tick publishes it. */
async function askBetween(scheduledTimeMs: number, nowMs: number, closes: Queue): Promise<void> {
  const delaySeconds = secondsUntilFolded(scheduledTimeMs, nowMs);
  if (delaySeconds === null) return;
  const message: Publish = { schema: "livepeer.sla.publish/1" };
  try {
    await closes.send(message, { delaySeconds });
  } catch (error) {
    log({ event: "publish.not_asked", error: String(error) });
  }
}

type ByPlan = Readonly<Record<"free" | "paid", RunLimits>>;

/**
 * Checks the deployment, first of all, so that a publication that dies of its work is told of; then publishes hours. What
 * a run leaves is the next message's, and on Paid so is what comes before the next tick. A message that fails is told again,
 * and then dropped: nothing is in it that progress and the ledger do not say, and the cron goes on from those.
 *
 * @param limits  what a run may do, by plan
 * @param now     Unix milliseconds: messages carry no time
 */
export const handlers = (limits: ByPlan, now: () => number) =>
  ({
    async scheduled({ scheduledTime }: ScheduledController, env: Cloudflare.SlaCronEnv) {
      const settings = readSettings("sla-cron", { ...env });
      if (settings.PRESET === "paid") await askBetween(scheduledTime, now(), env.CLOSES);
      const counted = metered(env, settings);
      if (isCheck(scheduledTime))
        try {
          await watch(scheduledTime, settings, {
            sources: statusSources(counted),
            archive: archiveOf(counted.ARCHIVE),
            fetch: (url, init) => fetch(url, init),
            log,
          });
        } catch (error) {
          log({ event: "watch.failed", error: String(error) });
        }
      await run(scheduledTime, portsOf(counted, settings, limits));
    },
    async queue({ messages }: MessageBatch, env: Cloudflare.SlaCronEnv) {
      const settings = readSettings("sla-cron", { ...env });
      const counted = metered(env, settings);
      for (const message of messages) {
        const ports = portsOf(counted, settings, limits);
        if (Publish.safeParse(message.body).success) await publishBetween(now(), ports);
        else await proceed(message.body, now(), ports);
        message.ack();
      }
    },
  }) satisfies ExportedHandler<Cloudflare.SlaCronEnv>;
