import { createApp } from "./app.ts";

const app = createApp({ now: Date.now, log: console.error, lastGood: () => caches.default });

/** What the public reads. */
export default { fetch: app.fetch } satisfies ExportedHandler<Cloudflare.ApiEnv>;
