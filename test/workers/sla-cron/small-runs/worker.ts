import { handlers } from "../../../../workers/sla-cron/handlers.ts";
import { RUN_LIMITS } from "../../../../workers/sla-cron/effort.ts";
import { run } from "../../../../workers/sla-cron/run.ts";
import { archive, emptyAll, everything, ports } from "../bench.ts";
import { at, storeNetwork, TINY } from "../two-shards.ts";

/** When all is published: five minutes into the hour after the scene's. */
const NOW = at(65);

const { queue, scheduled } = handlers({ ...RUN_LIMITS, paid: TINY }, () => NOW);

/** Messages so far, and how each is handled. */
let messages = 0;
let timesEach = 1;

/** The Worker itself, and routes that seed it and say what it has published. */
export default {
  scheduled: (_, env) => scheduled({ scheduledTime: NOW } as ScheduledController, env),
  async queue(batch, env) {
    messages += 1;
    await Promise.all(Array.from({ length: timesEach }, () => queue(batch, env)));
  },
  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/seed") {
      await emptyAll();
      await storeNetwork([-7, 4, 28, 35]);
      timesEach = Number(searchParams.get("times") ?? 1);
      messages = 0;
    }
    if (pathname === "/whole") await run(NOW, ports());
    const work = (await archive.list("work/")).filter((key) => /run|progress/.test(key));
    return Response.json({ messages, work, ...(await everything()) });
  },
} satisfies ExportedHandler<Cloudflare.SlaCronEnv>;
