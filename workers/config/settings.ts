import * as z from "zod";
import { setting } from "./setting.ts";

const whole = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

/** An empty string is no value: dashboards store one where a field was cleared. */
const absent = (text: unknown) => (text === "" ? undefined : text);

/** An origin as a browser writes it, or a wildcard of its subdomains: `https://explorer.livepeer.org`, `https://*.example.org`. */
const Site = z.string().regex(/^https?:\/\/(\*\.)?[a-z0-9.-]+(:(\d{1,5}|\*))?$/, {
  message: "a site is https:// and a host name, without a path: https://explorer.livepeer.org",
});

const Sites = z
  .string()
  .transform((list) => list.split(/[\s,]+/).filter((site) => site !== ""))
  .pipe(Site.array().max(50))
  .default([]);

/** Every variable and secret that the Workers read. docs/configuration.md is this table. */
export const SETTINGS = {
  PRESET: setting({
    of: ["scraper", "sla-cron"],
    reads: z.enum(["free", "paid"]).default("free"),
    byDefault: "`free`",
    allowed: "`free`, `paid`",
    meaning:
      "What fits the plan of Cloudflare's: `free` asks every agent each 300 s, 40 to a message, and spreads 10,000 queue operations over the day; `paid` each 60 s, 100 to a message",
  }),
  SLOT_SECONDS: setting({
    of: ["scraper"],
    reads: z.preprocess(absent, whole(10, 3600).optional()),
    byDefault: "the preset's",
    allowed: "10 to 3600",
    meaning: "T, seconds from one scrape of an agent to the next",
  }),
  SHARD_SIZE: setting({
    of: ["scraper"],
    reads: z.preprocess(absent, whole(1, 100).optional()),
    byDefault: "the preset's",
    allowed: "1 to 100; 45 with `free`",
    meaning:
      "Agents to one queue message. Agents that are registered keep the shard they have until `POST /admin/reshard`",
  }),
  ALLOW_LOOPBACK: setting({
    of: ["scraper"],
    reads: z.stringbool().default(false),
    byDefault: "`false`",
    allowed: "`true`, `false`",
    meaning: "Development only: agents may be on 127.0.0.1",
  }),
  OPERATOR_TOKEN: setting({
    of: ["scraper"],
    secret: true,
    reads: z
      .string()
      .optional()
      .transform((token) => token || null),
    byDefault: "none: the operators' routes are closed",
    allowed: "32 characters or more",
    meaning: "The bearer token of the operators' routes, `/admin/*`",
  }),
  RAW_RETENTION_DAYS: setting({
    of: ["sla-cron"],
    reads: z.preprocess(absent, whole(9, 3650).default(30)),
    byDefault: "30",
    allowed: "9 to 3650",
    meaning:
      "Days that raw objects and the ledger of what was folded are kept: so long can strangers recompute an hour, and so long is an hour published anew when late windows come",
  }),
  ROLLUP_RETENTION_MONTHS: setting({
    of: ["sla-cron"],
    reads: z.preprocess(absent, whole(2, 120).default(13)),
    byDefault: "13",
    allowed: "2 to 120",
    meaning:
      "Months that the sums of hours and days are kept: so far back do histories and demand go",
  }),
  EMBED_SITES: setting({
    of: ["api"],
    reads: Sites,
    byDefault: "nobody",
    allowed: "origins, separated by spaces: `https://explorer.livepeer.org https://*.example.org`",
    meaning: "Who may frame the dashboard's `/embed/…` pages",
  }),
  METRICS_ORCHESTRATORS: setting({
    of: ["api"],
    reads: z.preprocess(absent, whole(0, 1000).default(100)),
    byDefault: "100",
    allowed: "0 to 1000",
    meaning:
      "Orchestrators with series of their own in `/metrics`, five each: those with the most decided jobs in 24 hours",
  }),
  ALERT_WEBHOOK_URL: setting({
    of: ["sla-cron"],
    secret: true,
    reads: z.preprocess(absent, z.url({ protocol: /^https$/ }).optional()),
    byDefault: "none: nobody is told",
    allowed: "an https URL",
    meaning:
      "Where alerts and recoveries are posted: a Discord or Slack webhook, or any that takes JSON",
  }),
  ALERT_FORMAT: setting({
    of: ["sla-cron"],
    reads: z.preprocess(absent, z.enum(["discord", "slack", "json"]).optional()),
    byDefault: "by the webhook's host",
    allowed: "`discord`, `slack`, `json`",
    meaning: "The body that the webhook takes; Mattermost and others take `slack`",
  }),
  ALERT_LAG_MINUTES: setting({
    of: ["sla-cron"],
    reads: z.preprocess(absent, whole(5, 1440).default(20)),
    byDefault: "20",
    allowed: "5 to 1440",
    meaning: "Alert `lag`: minutes since the newest scrape that was stored",
  }),
  ALERT_COVERAGE_PERCENT: setting({
    of: ["sla-cron"],
    reads: z.preprocess(absent, whole(1, 100).default(90)),
    byDefault: "90",
    allowed: "1 to 100",
    meaning: "Alert `coverage`: least share of this hour's probes that have an outcome",
  }),
  ALERT_REPEAT_HOURS: setting({
    of: ["sla-cron"],
    reads: z.preprocess(absent, whole(1, 168).default(24)),
    byDefault: "24",
    allowed: "1 to 168",
    meaning: "An alert that goes on is posted again after so many hours",
  }),
} as const;

/** Name of a setting. */
export type SettingName = keyof typeof SETTINGS;
