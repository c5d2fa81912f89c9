import { drizzle } from "drizzle-orm/d1";
import { archiveOf } from "../store/archive.ts";
import { run } from "./run.ts";

const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Publishes hours. */
export default {
  async scheduled({ scheduledTime }, { DB, ARCHIVE }) {
    const stores = { db: drizzle(DB), archive: archiveOf(ARCHIVE) };
    await run(scheduledTime, {
      ...stores,
      random: Math.random,
      sleep,
      log: (entry) => console.log(JSON.stringify(entry)),
    });
  },
} satisfies ExportedHandler<Cloudflare.SlaCronEnv>;
