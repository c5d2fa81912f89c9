import { scraperOf } from "./worker.ts";

/** The scraper, in the world as it is. */
export default scraperOf({
  fetch: (url, init) => fetch(url, init),
  now: () => Date.now(),
  random: () => Math.random(),
  sleep: (ms) => scheduler.wait(ms),
  log: (entry) => console.log(JSON.stringify(entry)),
});
