import type { Reason } from "../../schema/wire/reason.ts";
import { LATENCIES, type Latency, type Witness } from "../../schema/wire/rollup.ts";

/** The reason for every latency that a view does not have, by its name. */
export const unmeasured = (
  known: Readonly<Partial<Record<Latency, unknown>>>,
  of: Witness,
): [Latency, Reason][] =>
  LATENCIES.filter((latency) => known[latency] === undefined).map((latency) => [
    latency,
    latency === "startup_ms" && of === "corroborated" ? "orchestrator_only" : UNMEASURED[latency],
  ]);

const UNMEASURED: Readonly<Record<Latency, Reason>> = {
  first_frame_ms: "no_gateway_measurement",
  first_output_ms: "no_runner_measurement",
  e2e_ms: "no_gateway_measurement",
  startup_ms: "no_startup_seen",
};
