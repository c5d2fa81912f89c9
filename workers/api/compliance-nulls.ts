import type { Compliance, Score, SloStatus } from "../../schema/wire/compliance.ts";
import { SLIS, type Sli } from "../../schema/wire/policy.ts";
import type { Reason } from "../../schema/wire/reason.ts";
import type { Witness } from "../../schema/wire/rollup.ts";
import { unmeasured } from "./unmeasured.ts";

type Nulls = Readonly<Record<string, Reason>>;

/** Compliance with the reason for every metric in it that is null or absent. */
export const withNulls = (compliance: Compliance): Compliance => ({
  ...compliance,
  nulls: {
    ...nullsOfScore(compliance.views.any, "any"),
    ...nullsOfScore(compliance.views.corroborated, "corroborated"),
    ...(compliance.completeness.ppm === null && { completeness: "no_registered_agent" }),
    ...(compliance.availability.ppm === null && { availability: "no_probe" }),
    ...(compliance.reporting.ppm === null && { reporting: "no_attended_job" }),
    ...(compliance.corroborated.ppm === null && { corroborated: "no_decided_job" }),
    ...(compliance.trust === null && { trust: "no_registered_agent" }),
  },
});

function nullsOfScore({ score, score_low, mean_fps, latencies, slos }: Score, of: Witness): Nulls {
  const nulls: [name: string, reason: Reason][] = [];
  if (score === null) nulls.push(["score", "no_decided_job"]);
  if (score_low === null) nulls.push(["score_low", "no_decided_job"]);
  if (mean_fps === null) nulls.push(["mean_fps", "no_sample"]);
  for (const [latency, reason] of unmeasured(latencies, of))
    nulls.push([`latencies.${latency}`, reason]);
  for (const sli of SLIS) nulls.push(...nullsOfSlo(slos[sli], sli));
  return Object.fromEntries(nulls.map(([name, reason]) => [`views.${of}.${name}`, reason]));
}

/** What was attained and the budget left are of the period; burn rates of the last hours, whatever the period. */
function nullsOfSlo({ ppm, target_ppm, burn_rate_ppm }: SloStatus, sli: Sli) {
  const nulls: [name: string, reason: Reason][] = [];
  if (ppm === null) nulls.push([`slos.${sli}`, UNCOUNTED[sli]]);
  for (const [last, rate] of Object.entries(burn_rate_ppm)) {
    const reason = target_ppm === 1_000_000 ? "no_budget" : UNCOUNTED[sli];
    if (rate === null) nulls.push([`slos.${sli}.burn_rate_ppm.${last}`, reason]);
  }
  return nulls;
}

const UNCOUNTED: Readonly<Record<Sli, Reason>> = {
  success: "no_decided_job",
  startup: "no_decided_job",
  stability: "no_swap_source",
  first_frame: "no_output",
  e2e: "no_gateway_measurement",
  frame_rate: "no_span",
  smoothness: "no_long_stream",
  availability: "no_probe",
  efficiency: "proxy_only",
};
