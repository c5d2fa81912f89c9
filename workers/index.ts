import api from "./api/index.ts";
import scraper from "./scraper/index.ts";
import slaCron from "./sla-cron/index.ts";

const cron: Required<Pick<ExportedHandler<Cloudflare.SlaCronEnv>, "scheduled" | "queue">> = slaCron;

/** Ends the name of the queue that carries what a run of the cron has left undone. */
const CLOSES = "-closes";

/** All three in one Worker: the default deployment. */
export default {
  fetch(request, env, context) {
    const { pathname } = new URL(request.url);
    const isAdmin = pathname === "/admin" || pathname.startsWith("/admin/");
    return isAdmin ? scraper.fetch(request, env) : api.fetch(request, env, context);
  },
  async scheduled(controller, env, context) {
    // Hours are published whether or not the turns could be planned.
    try {
      await scraper.scheduled(controller, env);
    } finally {
      await cron.scheduled(controller, env, context);
    }
  },
  queue: (batch, env, context) =>
    batch.queue.endsWith(CLOSES) ? cron.queue(batch, env, context) : scraper.queue(batch, env),
} satisfies ExportedHandler<Cloudflare.ApiEnv & Cloudflare.ScraperEnv & Cloudflare.SlaCronEnv>;
