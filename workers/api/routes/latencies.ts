import { bucketsOf, countIn } from "../../../schema/sla/histogram.ts";
import { Latencies, LatenciesQuery } from "../../../schema/wire/api/latencies.ts";
import { OrchestratorPath } from "../../../schema/wire/api/orchestrator.ts";
import type { Sums } from "../../../schema/wire/rollup.ts";
import { fresh, nothingPublished } from "../answer.ts";
import { isKnown, unknownOrchestrator } from "../known-orchestrator.ts";
import { defaultEnd, periodBefore } from "../period.ts";
import { route } from "../route.ts";
import { unmeasured } from "../unmeasured.ts";
import { workflowParts } from "../workflow-parts.ts";

const SECONDS = 60;

const one = route({
  path: "/v1/orchestrators/{address}/latencies",
  summary: "How an orchestrator's latencies are distributed over a period, in both views.",
  parameters: { path: OrchestratorPath, query: LatenciesQuery },
  answers: Latencies,
  async handle({ store, path: { address }, query: { period, workflow, end } }) {
    const to = end ?? (await defaultEnd(store));
    if (to === null) return nothingPublished();
    if (!(await isKnown(store, address))) return unknownOrchestrator("address", address);
    const range = periodBefore(to, period);
    const filter = { ...range, orchestrator: address, ...workflowParts(workflow) };
    const groups = await store.storedDaySums(filter, ["witness"]);
    const view = (witness: "any" | "corroborated") =>
      distributions(groups.find(({ key }) => key.witness === witness)?.sums.histograms ?? {});
    const views = { any: view("any"), corroborated: view("corroborated") };
    return fresh(
      {
        schema: "livepeer.sla.latencies/1" as const,
        orchestrator: address,
        workflow: workflow ?? null,
        period,
        ...range,
        views,
        nulls: Object.fromEntries(
          (["any", "corroborated"] as const).flatMap((witness) =>
            unmeasured(views[witness], witness).map(([latency, reason]) => [
              `views.${witness}.${latency}`,
              reason,
            ]),
          ),
        ),
      },
      SECONDS,
    );
  },
});

const distributions = (histograms: Sums["histograms"]): Latencies["views"]["any"] =>
  Object.fromEntries(
    Object.entries(histograms).map(([latency, histogram]) => [
      latency,
      { n: countIn(histogram), buckets: bucketsOf(histogram) },
    ]),
  );

/** Distributions of latencies. */
export const latencies = [one];
