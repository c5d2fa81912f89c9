import type { PeriodName } from "./query.ts";

const HOUR_MS = 3_600_000;

/** How many hours a period has. */
export const HOURS: Record<PeriodName, number> = { "1h": 1, "24h": 24, "7d": 168, "30d": 720 };

/** The start of a period that ends with an hour, as the API writes hours. */
export const periodStart = (to: string, period: PeriodName): string =>
  new Date(Date.parse(to) - HOURS[period] * HOUR_MS).toISOString().replace(".000Z", "Z");

/** How long an interval of a period's history is, in seconds; `interval` as the API calls it. */
export const intervalOf = (
  period: PeriodName,
): Readonly<{ interval: "hour" | "day"; seconds: number }> =>
  period === "1h" || period === "24h"
    ? { interval: "hour", seconds: 3600 }
    : { interval: "day", seconds: 86_400 };
