import type { Capabilities } from "../../../../schema/wire/api/capabilities.ts";
import type { DemandRow } from "../../../../schema/wire/api/demand.ts";
import type { GpuMetricsRow } from "../../../../schema/wire/api/gpu-metrics.ts";
import type { OrchestratorRow } from "../../../../schema/wire/api/orchestrators.ts";
import { sumDemand } from "./demand-sums.ts";
import { type Figure, unknown } from "./figure.ts";
import { count, ether, fixed, points } from "./format.ts";
import { sumOf } from "./network-sums.ts";
import { ratioFigure, sumRatio } from "./ratio.ts";

/** One tile at the head of the network's page. */
export type Tile = Readonly<{ label: string; figure: Figure; note: string }>;

/** Demand of the network: streams, minutes, requests that found nobody, and fees. */
export function demandTiles(rows: readonly DemandRow[], window: string): Tile[] {
  const sum = sumDemand(rows);
  const noGateway = "no registered gateway reported in this time";
  return [
    {
      label: "Streams",
      note: "distinct requests",
      figure:
        sum.requests === null
          ? unknown("streams", noGateway, { window })
          : { metric: "streams", text: count(sum.requests), window },
    },
    {
      label: "Inference minutes",
      note: "time with output",
      figure:
        rows.length === 0
          ? unknown("inference_minutes", "nobody reported in this time", { window })
          : { metric: "inference_minutes", text: fixed(sum.minutes, 0), unit: "min", window },
    },
    {
      label: "Missing capacity",
      note: "found nobody",
      figure:
        sum.missing === null
          ? unknown("missing_capacity", noGateway, { window })
          : {
              metric: "missing_capacity",
              text: count(sum.missing),
              made: `${count(sum.missing)} of ${count(sum.requests ?? 0)} requests`,
              window,
            },
    },
    {
      label: "Fees",
      note: "expected value",
      figure:
        rows.length === 0
          ? unknown("fees", "nobody reported in this time", { window })
          : {
              metric: "fees",
              text: ether(sum.expectedWei),
              unit: "ETH",
              n: `${count(sum.tickets)} tickets`,
              made: `${sum.expectedWei} wei expected; ${sum.faceWei} wei face value`,
              window,
            },
    },
  ];
}

const DECIDED = {
  title: "Decided jobs",
  definition: "Jobs that succeeded or failed. What is excused or still pending is in no ratio.",
} as const;

/** What the network delivered: success, and how much of its capacity was busy. */
export function serviceTiles(rows: readonly GpuMetricsRow[], window: string): Tile[] {
  const failures = sumOf(rows, "failure_rate_pct");
  const capacity = sumOf(rows, "capacity_rate_pct");
  return [
    {
      label: "Decided jobs",
      note: "success or failed",
      figure:
        failures.denominator === 0
          ? unknown("decided_jobs", "no job was decided in this time", { window, ...DECIDED })
          : { metric: "decided_jobs", text: count(failures.denominator), window, ...DECIDED },
    },
    {
      label: "Success",
      note: "of decided jobs",
      figure: ratioFigure(
        "sli_success",
        sumRatio(failures.denominator - failures.numerator, failures.denominator),
        "decided jobs",
        "no job was decided in this time",
        { window },
      ),
    },
    {
      label: "Capacity in use",
      note: "busy of all slot time",
      figure: {
        ...ratioFigure(
          "capacity_rate",
          sumRatio(capacity.numerator, capacity.denominator),
          "slot-milliseconds",
          "no orchestrator's agent reported its slots",
          { window },
        ),
      },
    },
  ];
}

/** The network's score: its orchestrators' credit, added up over their jobs. */
export function networkScore(rows: readonly OrchestratorRow[], window: string): Figure {
  const n = rows.reduce((sum, { views }) => sum + views.any.n, 0);
  const credit = rows.reduce((sum, { views }) => sum + views.any.credit_ppm, 0);
  const about = { title: "Score of the network", window, n: `${count(n)} decided jobs` };
  if (n === 0) return unknown("score", "no job was decided in this time", about);
  const hundredths = Number((BigInt(credit) * 10_000n) / (1_000_000n * BigInt(n)));
  return {
    metric: "score",
    text: points(hundredths / 100),
    made: `100 × ${count(credit)} ÷ (1,000,000 × ${count(n)})`,
    ...about,
  };
}

/** How many orchestrators live evidence saw, and how many of them answer now. */
export function providersTile({ capabilities }: Capabilities): Tile {
  const up = new Map<string, boolean | null>();
  for (const { providers } of capabilities)
    for (const provider of providers) up.set(provider.orchestrator, provider.up);
  const states = [...up.values()];
  return {
    label: "Orchestrators up",
    note: `of ${count(up.size)} seen in 7 days`,
    figure: {
      metric: "orchestrators_up",
      title: "Orchestrators up",
      definition:
        "Orchestrators that live evidence of the last 7 days saw serve a workflow, and of which a place answered in the newest slots.",
      text: count(states.filter((state) => state === true).length),
      made: `${count(states.filter((state) => state === false).length)} down, ${count(states.filter((state) => state === null).length)} not asked`,
    },
  };
}
