import { useNetwork } from "../data/use-network.ts";
import { usePeriod } from "../data/use-period.ts";
import { Chart } from "../parts/chart.tsx";
import { Fig } from "../parts/fig.tsx";
import { GpuTable } from "../parts/gpu-table.tsx";
import { HeatmapTable } from "../parts/heatmap-table.tsx";
import { Page, Section } from "../parts/page.tsx";
import { PeriodChoice } from "../parts/period-choice.tsx";
import { Empty, Failed, Loading } from "../parts/states.tsx";
import { Tiles } from "../parts/tiles.tsx";
import { networkShown } from "../view/network-shown.ts";

/** What the network does, and how well. */
export function Network() {
  const { period } = usePeriod();
  const { status, orchestrators, capabilities, gpus, policy, demand } = useNetwork(period);
  const problem = orchestrators.problem ?? gpus.problem ?? demand.problem;
  const shown = networkShown(period, {
    orchestrators: orchestrators.data,
    capabilities: capabilities.data,
    gpus: gpus.data,
    policy: policy.data,
    demand: demand.data,
    status: status.data,
  });
  return (
    <Page
      title="Network"
      lead="What the network does, live and over time."
      aside={<PeriodChoice period={period} />}
    >
      {problem ? (
        <Failed problem={problem} what="the network" />
      ) : shown.isEmpty ? (
        <Empty title="Nothing is published yet">
          <p>
            Register an agent, and its first hour is here within minutes.{" "}
            <a href="/verify">What was scraped so far</a>
          </p>
        </Empty>
      ) : (
        <div class={orchestrators.isOld || gpus.isOld || demand.isOld ? "old" : ""}>
          <div class="hero-row">
            <div class="card hero-card">
              <h2>Delivered of what was promised</h2>
              {shown.score ? (
                <Fig figure={shown.score} size="hero" />
              ) : (
                <div class="bone hero-bone" />
              )}
              <p class="note">{shown.scoreNote}</p>
            </div>
            <Tiles tiles={shown.tiles} />
          </div>
          <Section title="Demand" class="demand">
            {shown.chart ? (
              <Chart
                title={shown.chartTitle}
                data={shown.chart}
                empty="No demand was reported in this time."
              />
            ) : (
              <Loading rows={6} what="demand" />
            )}
          </Section>
          <div class="columns">
            <Section
              title="Region × workflow"
              note="Success of decided jobs, and minutes of inference. Colour says how near the objective is."
            >
              {shown.heatmap ? (
                <HeatmapTable heatmap={shown.heatmap} />
              ) : (
                <Loading rows={5} what="regions" />
              )}
            </Section>
            <Section
              title="GPUs by type"
              note="By the GPU that served, as orchestrators' agents report it."
            >
              {shown.gpus ? <GpuTable gpus={shown.gpus} /> : <Loading rows={5} what="GPUs" />}
            </Section>
          </div>
        </div>
      )}
    </Page>
  );
}
