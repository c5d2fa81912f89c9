import { type Deployment, scrapeCost } from "./cost.ts";

const DAY_SECONDS = 86_400;

/** What is asked of the CPU and of storage, from `npm run bench -- cpu`: milliseconds and gzipped bytes per quiet window. */
const CPU_MS_PER_WINDOW = 0.05;
const BYTES_PER_WINDOW = 300;
const KEPT_DAYS = 30;
const WINDOWS_PER_DAY = 1440;

/**
 * US dollars a month on the Workers Paid plan, scraping alone: $5, and what is beyond its inclusions.
 *
 * @see Cloudflare's price lists for Workers, Queues, D1 and R2; R2 rounds up to whole units
 */
export function dollarsPerMonth(deployment: Deployment, cost = scrapeCost(deployment)): number {
  const beyond = (perDay: number, included: number) => Math.max(0, perDay * 30 - included) / 1e6;
  const { targets, slotSeconds } = deployment;
  const windows = targets * WINDOWS_PER_DAY;
  const requests = cost.messages + DAY_SECONDS / slotSeconds;
  const gigabytes = Math.max(0, (windows * KEPT_DAYS * BYTES_PER_WINDOW) / 1e9 - 10);
  return (
    5 +
    beyond(cost.queueOps, 1e6) * 0.4 +
    beyond(requests, 10e6) * 0.3 +
    beyond(windows * CPU_MS_PER_WINDOW, 30e6) * 0.02 +
    beyond(cost.rowsWritten, 50e6) * 1 +
    Math.ceil(beyond(cost.classA, 1e6)) * 4.5 +
    Math.ceil(beyond(cost.classB, 10e6)) * 0.36 +
    Math.ceil(gigabytes) * 0.015
  );
}
