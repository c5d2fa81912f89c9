import type { Score, SloStatus } from "../../../../schema/wire/compliance.ts";
import type { Sli } from "../../../../schema/wire/policy.ts";
import { type Figure, unknown } from "./figure.ts";
import { count, duration, fixed, labelOf, objective } from "./format.ts";
import { ratioFigure } from "./ratio.ts";

/** One objective: promised, attained, what is left of its error budget, and how fast that is spent. */
export type SloShown = Readonly<{
  sli: Sli;
  label: string;
  target: string;
  attained: Figure;
  status: SloStatus["status"];
  statusText: string;
  budget: Figure;
  /** Share of the error budget left for its meter, from 0 to 1; null where it is not known. */
  budgetLeft: number | null;
  burn: Readonly<{ hour: Figure; day: Figure }>;
  hoursBelow: Figure;
}>;

const STATUS = {
  met: "met",
  breached: "breached",
  insufficient: "too few events",
  unobserved: "not observed",
} as const;
const EVENTS: Partial<Record<Sli, string>> = {
  stability: "jobs that a gateway saw",
  availability: "probes",
  efficiency: "readings",
};

/** So many events of an SLI, as what they are: jobs, unless it counts something else. */
export const eventsOf = (sli: Sli, valid: number): string =>
  sli === "frame_rate"
    ? `${duration(valid)} of streams`
    : `${count(valid)} ${EVENTS[sli] ?? "jobs"}`;

const ORDER = ["breached", "insufficient", "met", "unobserved"] as const;

/** Every objective of a score, the breached ones first. */
export const slosShown = ({ slos }: Score, window: string): SloShown[] =>
  (Object.keys(slos) as Sli[])
    .map((sli) => sloShown(sli, slos[sli], window))
    .toSorted((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status));

function sloShown(sli: Sli, slo: SloStatus, window: string): SloShown {
  const {
    target_ppm,
    status,
    budget_left_ppm: left,
    burn_rate_ppm: burn,
    hours_below: below,
  } = slo;
  const nothing = slo.reason ?? "nothing was counted";
  return {
    sli,
    label: labelOf(sli),
    target: `≥ ${objective(target_ppm)}`,
    attained: ratioFigure(`sli_${sli}`, slo, "events", nothing, {
      window,
      n: eventsOf(sli, slo.valid),
    }),
    status,
    statusText: STATUS[status],
    budget: budgetFigure(sli, slo, nothing, window),
    budgetLeft: left === null ? null : Math.max(0, left / 1_000_000),
    burn: {
      hour: burnFigure(burn["1h"], "hour"),
      day: burnFigure(burn["24h"], "24 hours"),
    },
    hoursBelow: {
      metric: "hours_below",
      title: "Hours below the target",
      definition: "Hours of the period that by themselves were below the target of this objective.",
      text: count(below.n),
      window,
    },
  };
}

function budgetFigure(
  sli: Sli,
  { budget_left_ppm, good, valid, target_ppm }: SloStatus,
  nothing: string,
  window: string,
): Figure {
  const about = {
    title: "Error budget left",
    definition:
      "Of the bad events that the objective allows, the share that is left. Below zero it is overspent.",
    window,
  };
  if (budget_left_ppm === null) return unknown("error_budget_left", nothing, about);
  const allowed = (valid * (1_000_000 - target_ppm)) / 1_000_000;
  const whole = Math.floor(budget_left_ppm / 10_000);
  return {
    metric: "error_budget_left",
    text: whole < 0 ? `−${count(-whole)}` : count(whole),
    unit: "%",
    n: eventsOf(sli, valid),
    made: `${count(valid - good)} bad events of ${allowed.toFixed(2)} that the objective allows`,
    ...about,
  };
}

function burnFigure(ppm: number | null, last: string): Figure {
  const about = {
    title: `Burn rate, last ${last}`,
    definition:
      "How fast the error budget was spent: bad share ÷ allowed share. At 1 it lasts exactly as long as the period.",
    window: `the last ${last} before the end of the period`,
  };
  return ppm === null
    ? unknown("burn_rate", "nothing was counted then, or nothing is allowed", about)
    : { metric: "burn_rate", text: fixed(ppm / 1_000_000, 1), unit: "×", ...about };
}
