import type { Compliance, Score } from "../../schema/wire/compliance.ts";
import { SLIS, type Sli } from "../../schema/wire/policy.ts";
import type { Reason } from "../../schema/wire/reason.ts";
import { LATENCIES, type Latency, type Witness } from "../../schema/wire/rollup.ts";

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
  for (const latency of LATENCIES)
    if (latencies[latency] === undefined)
      nulls.push([`latencies.${latency}`, unmeasured(latency, of)]);
  for (const sli of SLIS) if (slos[sli].ppm === null) nulls.push([`slos.${sli}`, UNCOUNTED[sli]]);
  return Object.fromEntries(nulls.map(([name, reason]) => [`views.${of}.${name}`, reason]));
}

const UNMEASURED: Readonly<Record<Latency, Reason>> = {
  first_frame_ms: "no_gateway_measurement",
  first_output_ms: "no_runner_measurement",
  e2e_ms: "no_gateway_measurement",
  startup_ms: "no_startup_seen",
};

const unmeasured = (latency: Latency, of: Witness): Reason =>
  latency === "startup_ms" && of === "corroborated" ? "orchestrator_only" : UNMEASURED[latency];

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
