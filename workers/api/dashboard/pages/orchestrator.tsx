import { useLocation } from "preact-iso";
import { useOrchestrator } from "../data/use-orchestrator.ts";
import { usePeriod } from "../data/use-period.ts";
import { Chart } from "../parts/chart.tsx";
import { SelectFilter } from "../parts/filters.tsx";
import { AvailabilityStrip } from "../parts/availability-strip.tsx";
import { BrokenHours } from "../parts/broken-hours.tsx";
import { Cohorts } from "../parts/cohorts.tsx";
import { Latencies } from "../parts/latencies.tsx";
import { PlacesTable } from "../parts/places-table.tsx";
import { Page, Section } from "../parts/page.tsx";
import { PeriodChoice, WitnessChoice } from "../parts/period-choice.tsx";
import { ScoreCard } from "../parts/score-card.tsx";
import { SloTable } from "../parts/slo-table.tsx";
import { Failed, Loading } from "../parts/states.tsx";
import { shortAddress } from "../view/format.ts";
import { intervalOf } from "../view/periods.ts";
import { availabilityStrip, scoreChart } from "../view/history.ts";
import { latenciesShown } from "../view/latencies.ts";
import { targetsOf } from "../view/promises.ts";
import { slosShown } from "../view/slos.ts";
import { span } from "../view/time.ts";

/** One orchestrator: its score, and why it is what it is. */
export function OrchestratorPage({ address }: Readonly<{ address?: string }>) {
  const { query } = useLocation();
  const { period, witness } = usePeriod();
  const workflow = query["workflow"] ?? null;
  const { compliance, about, gpus, policy, history, latencies } = useOrchestrator(
    address ?? "",
    period,
    workflow,
  );
  const { data } = compliance;
  const score = data?.views[witness] ?? null;
  const window = data ? span(data.from, data.to) : "";
  const { seconds } = intervalOf(period);
  const points = history.data?.points ?? [];
  const workflows = about.data?.workflows.map((each) => each.workflow) ?? [];
  return (
    <Page
      title={`Orchestrator ${shortAddress(address ?? "")}`}
      lead={<code class="full-address">{address}</code>}
      aside={
        <>
          <WitnessChoice witness={witness} />
          <PeriodChoice period={period} />
        </>
      }
    >
      <div class="filters">
        <SelectFilter
          label="Workflow"
          name="workflow"
          options={[["", "all"], ...workflows.map((each) => [each, each] as const)]}
        />
        <p class="muted counted">{about.data && aboutText(about.data)}</p>
      </div>
      {compliance.problem ? (
        <Failed problem={compliance.problem} what={`orchestrator ${shortAddress(address ?? "")}`} />
      ) : data === null || score === null ? (
        <Loading rows={12} what="this orchestrator" />
      ) : (
        <div class={compliance.isOld ? "old" : ""}>
          <ScoreCard compliance={data} score={score} witness={witness} policy={policy.data} />
          <Section title="Score over time" class="over-time">
            {history.data === null ? (
              <Loading rows={6} what="its history" />
            ) : (
              <Chart
                title="Score and decided jobs"
                data={scoreChart(points, seconds, witness, data.open)}
                max={100}
                empty="No interval with evidence in this period."
              />
            )}
            <AvailabilityStrip cells={availabilityStrip(points, seconds)} />
          </Section>
          <div class="columns wide-narrow">
            <Section
              title="Objectives"
              note="What the policy promises, what was attained, and how much of the error budget is left."
            >
              <SloTable slos={slosShown(score, window)} />
            </Section>
            <Section title="Hours that broke a target">
              <BrokenHours score={score} address={data.orchestrator} />
            </Section>
          </div>
          <Section
            title="Latency"
            note="Pooled jobs, on one clock each. The dashed line is the target."
          >
            {policy.data && (
              <Latencies
                latencies={latenciesShown(
                  score,
                  targetsOf(policy.data, workflow),
                  window,
                  latencies.data?.views[witness] ?? null,
                )}
              />
            )}
          </Section>
          <Section title="By workflow, GPU and region">
            {gpus.data ? (
              <PlacesTable rows={gpus.data.gpu_metrics} window={window} />
            ) : (
              <Loading rows={2} what="its GPUs" />
            )}
          </Section>
          <Section
            title="Among its like"
            note="Context, and in no score: the same workflow and GPU, over 7 days."
          >
            {about.data ? (
              <Cohorts
                cohorts={(about.data.cohorts ?? []).filter((of) => of.witness === witness)}
              />
            ) : (
              <Loading rows={3} what="its cohorts" />
            )}
          </Section>
        </div>
      )}
    </Page>
  );
}

type About = NonNullable<ReturnType<typeof useOrchestrator>["about"]["data"]>;

const aboutText = ({ regions, gpus, points, agent_version }: About): string =>
  [
    points.map(({ state }) => state).join(", "),
    regions.join(", "),
    gpus.join(", "),
    agent_version ? `agent ${agent_version}` : "",
  ]
    .filter((part) => part !== "")
    .join(" · ");
