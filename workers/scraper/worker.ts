import { drizzle } from "drizzle-orm/d1";
import { archiveOf } from "../store/archive.ts";
import { adminOf } from "./admin.ts";
import { readConfig } from "./config.ts";
import type { ConsumePorts } from "./consume.ts";
import { bury, deliver } from "./deliver.ts";
import { LIMITS } from "./fetch-text.ts";
import { namesOf } from "./plan.ts";
import { schedule } from "./schedule.ts";
import { sendTo } from "./send.ts";

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
      return adminOf({ ...ports, config: readConfig(env) }).fetch(request);
    },
    async scheduled({ scheduledTime }, env) {
      const { slotSeconds } = readConfig(env);
      const ports = { db: drizzle(env.DB), send: sendTo(env.SCRAPES) };
      const sent = await schedule(scheduledTime, slotSeconds, ports);
      world.log({ event: "scrape.planned", scheduledTime, turns: namesOf(sent) });
    },
    async queue(batch, env) {
      const { allowLoopback } = readConfig(env);
      const stores = { db: drizzle(env.DB), archive: archiveOf(env.ARCHIVE) };
      const ports = { ...world, ...stores, allowLoopback, limits: LIMITS };
      await (batch.queue.endsWith(DEAD) ? bury(batch, ports) : deliver(batch, ports));
    },
  }) satisfies ExportedHandler<Cloudflare.ScraperEnv>;
