import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import type { ScrapeMessage } from "../../../schema/wire/raw.ts";
import type { Target } from "../../../schema/wire/target.ts";
import { archiveOf } from "../../../workers/store/archive.ts";
import { changeRegistry } from "../../../workers/store/registry.ts";
import type { ConsumePorts } from "../../../workers/scraper/consume.ts";
import { LIMITS } from "../../../workers/scraper/fetch-text.ts";
import type { RebuildPorts } from "../../../workers/scraper/rebuild.ts";
import { scrapeMessage } from "../../support/raw.ts";
import { MINUTE } from "../../support/windows.ts";

export const db = drizzle(env.DB);
export const archive = archiveOf(env.ARCHIVE);

/** How an agent answers one request. */
export type Answers = (url: URL, init: RequestInit) => Response | Promise<Response>;

/** Agents by host name. */
export type Script = Record<string, Answers>;

/** The scraper's surroundings: scripted agents, a clock that stands one second into the slot, and no patience. */
export const scripted = (
  script: Script,
  override: Partial<ConsumePorts & RebuildPorts> = {},
): ConsumePorts & RebuildPorts => ({
  db,
  archive,
  now: () => MINUTE + 1000,
  random: Math.random,
  sleep: (ms) => scheduler.wait(ms),
  log: () => {},
  post: async () => {},
  allowLoopback: false,
  queueOpsPerDay: null,
  fetchesPerTurn: 45,
  objectsPerStep: 4,
  limits: { ...LIMITS, timeoutMs: 200 },
  fetch: async (url, init) => {
    const answer = script[new URL(url).hostname];
    if (!answer) throw new Error(`DNS lookup failed: ${url}`);
    return answer(new URL(url), init);
  },
  ...override,
});

/** A message as the queue delivers it. */
export const delivered = (override: Partial<ScrapeMessage> = {}) => ({
  id: crypto.randomUUID(),
  body: scrapeMessage(override),
  attempts: 1,
});

/** Registers targets as they are given. */
export const registered = (targets: readonly Target[], nowMs = 0) =>
  changeRegistry(db, archive, nowMs, () => targets);

/** An answer of 200 with JSON. */
export const json = (value: unknown): Response => Response.json(value);
