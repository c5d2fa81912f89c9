import { drizzle } from "drizzle-orm/d1";
import { archiveOf } from "../store/archive.ts";
import { WrongSetting } from "../config/read-settings.ts";
import { adminOf } from "./admin.ts";
import { readConfig } from "./config.ts";
import type { ConsumePorts } from "./consume.ts";
import { bury, deliver } from "./deliver.ts";
import { LIMITS } from "./fetch-text.ts";
import { problem } from "./problem.ts";
import { schedule } from "./schedule.ts";
import { postTo, sendTo } from "./send.ts";

/** What the scraper takes from its surroundings, besides its bindings. */
export type Surroundings = Pick<ConsumePorts, "fetch" | "now" | "random" | "sleep" | "log">;

/** Ends the name of the queue that takes what the queue of scrapes gave up. */
const DEAD = "-dead";

/** Cron: slots → queue. Queue: targets → archive and ledger. HTTP: the operators' routes. Nothing is decided here. */
export const scraperOf = (world: Surroundings) =>
  ({
    async fetch(request, env) {
      const ports = {
        ...world,
        db: drizzle(env.DB),
        archive: archiveOf(env.ARCHIVE),
        send: sendTo(env.SCRAPES),
      };
      try {
        return await adminOf({ ...ports, config: readConfig(env) }).fetch(request);
      } catch (error) {
        if (error instanceof WrongSetting) return problem(503, error.message);
        throw error;
      }
    },
    async scheduled({ scheduledTime }, env) {
      const ports = { ...world, db: drizzle(env.DB), post: postTo(env.SCRAPES) };
      await schedule(scheduledTime, readConfig(env), ports);
    },
    async queue(batch, env) {
      const stores = { db: drizzle(env.DB), archive: archiveOf(env.ARCHIVE) };
      const post = postTo(env.SCRAPES);
      const ports = { ...world, ...stores, post, ...readConfig(env), limits: LIMITS };
      await (batch.queue.endsWith(DEAD) ? bury(batch, ports) : deliver(batch, ports));
    },
  }) satisfies ExportedHandler<Cloudflare.ScraperEnv>;
