import type { Vitals } from "../../../schema/wire/api/status.ts";
import type { Alert } from "../../../schema/wire/watched.ts";

/** What a rule found: `unknown` neither raises an alert nor ends one. */
export type Finding = Readonly<{
  alert: Alert;
  state: "firing" | "well" | "unknown";
  /** What is wrong, in numbers; what to do is in the runbook under the alert's name. */
  text: string;
}>;

/** From when on it is too much. */
export type Thresholds = Readonly<{
  lagMinutes: number;
  coveragePercent: number;
  /** Whether the account has a daily limit of queue operations. */
  hasQueueLimit: boolean;
}>;

const MINUTE_MS = 60_000;
/** Publication follows a scrape within minutes; half an hour more is no accident. */
const PUBLICATION_MINUTES = 30;
/** The plan leaves a tenth to retries: whoever eats half of that is close. */
const BUDGET_PPM = 950_000;
const REFUSED_PPM = 50_000;
const REFUSED_LEAST = 3;

/** Every rule, on one status. Pure: the same status, the same findings. */
export function findingsOf(vitals: Vitals, thresholds: Thresholds): Finding[] {
  const lag = lagOf(vitals, thresholds);
  return [
    lag,
    coverageOf(vitals, thresholds),
    // Without scrapes there is nothing new to publish: one alert is enough.
    lag.state === "firing"
      ? unknown("publication")
      : publicationOf(vitals, thresholds.lagMinutes + PUBLICATION_MINUTES),
    found(
      "dead_letters",
      vitals.dead_letters > 0,
      `${vitals.dead_letters} queue messages failed too often and wait`,
    ),
    budgetOf(vitals, thresholds),
    verificationOf(vitals),
  ];
}

const found = (alert: Alert, fires: boolean, text: string): Finding => ({
  alert,
  state: fires ? "firing" : "well",
  text,
});
const unknown = (alert: Alert): Finding => ({ alert, state: "unknown", text: "" });
const minutesSince = (at: string, nowAt: string): number =>
  Math.floor((Date.parse(nowAt) - Date.parse(at)) / MINUTE_MS);

function lagOf({ targets, last_slot, at }: Vitals, { lagMinutes }: Thresholds): Finding {
  if (targets.enabled === 0) return unknown("lag");
  if (last_slot === null)
    return found(
      "lag",
      true,
      `${targets.enabled} agents are registered, and none was ever scraped`,
    );
  if (last_slot.at === null) return unknown("lag");
  const minutes = minutesSince(last_slot.at, at);
  return found(
    "lag",
    minutes > lagMinutes,
    `the newest scrape began ${minutes} minutes ago (allowed: ${lagMinutes})`,
  );
}

function coverageOf({ coverage }: Vitals, { coveragePercent }: Thresholds): Finding {
  const { ppm, good, valid } = coverage;
  if (ppm === null) return unknown("coverage");
  return found(
    "coverage",
    ppm < coveragePercent * 10_000,
    `${good} of ${valid} probes of this hour have an outcome (least: ${coveragePercent} %)`,
  );
}

function publicationOf({ targets, published, last_slot, at }: Vitals, most: number): Finding {
  if (targets.enabled === 0 || last_slot === null) return unknown("publication");
  if (published === null) return found("publication", true, "no hour was ever published");
  const minutes = minutesSince(published.published_at, at);
  return found(
    "publication",
    minutes > most,
    `the newest version is ${minutes} minutes old (allowed: ${most})`,
  );
}

function budgetOf({ budget }: Vitals, { hasQueueLimit }: Thresholds): Finding {
  if (!hasQueueLimit) return unknown("budget");
  const { queue_operations: used, free_plan_per_day: most } = budget;
  return found(
    "budget",
    used * 1_000_000 >= most * BUDGET_PPM,
    `${used} of ${most} queue operations of today are used`,
  );
}

function verificationOf({ outcomes, coverage }: Vitals): Finding {
  if (coverage.good === 0) return unknown("verification");
  const refused = outcomes.bad_signature + outcomes.chain_broken + outcomes.bad_schema;
  return found(
    "verification",
    refused >= REFUSED_LEAST && refused * 1_000_000 > coverage.good * REFUSED_PPM,
    `${refused} of ${coverage.good} probes of this hour gave windows that do not verify`,
  );
}
