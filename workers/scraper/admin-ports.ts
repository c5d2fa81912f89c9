import type { DrizzleD1Database } from "drizzle-orm/d1";
import type { AutoRouter } from "itty-router";
import type { Archive } from "../store/archive.ts";
import type { ScraperConfig } from "./config.ts";
import type { Send } from "./send.ts";

/** What the operators' routes touch. */
export type AdminPorts = Readonly<{
  db: DrizzleD1Database;
  archive: Archive;
  send: Send;
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  now: () => number;
  config: ScraperConfig;
  log: (entry: object) => void;
}>;

/** The router of `/admin/*`, to which each resource adds its routes. */
export type AdminRouter = ReturnType<typeof AutoRouter>;
