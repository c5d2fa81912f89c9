import { useLocation } from "preact-iso";
import { useAnswer } from "../data/use-answer.ts";
import { TextFilter } from "../parts/filters.tsx";
import { MetricList } from "../parts/metric-list.tsx";
import { Page, Section } from "../parts/page.tsx";
import { PolicyTable } from "../parts/policy-table.tsx";
import { Empty, Failed, Loading } from "../parts/states.tsx";
import { KINDS, metricsShown } from "../view/about.ts";

const CATALOG_MS = 600_000;

/** What each number means: the catalog and the policy. */
export function About() {
  const { query } = useLocation();
  const catalog = useAnswer("metricsCatalog", {}, CATALOG_MS);
  const policy = useAnswer("policy", {}, CATALOG_MS);
  const { data } = catalog;
  const isWaiting = data === null || (policy.data === null && policy.problem === null);
  const parts = KINDS.map(({ kind, title }) => ({
    title,
    metrics: data === null ? [] : metricsShown(data, policy.data, kind, query["q"] ?? ""),
  })).filter(({ metrics }) => metrics.length > 0);
  return (
    <Page
      title="About the metrics"
      lead="What each number means, who saw it, and what it is counted from. Not known is not zero: a value that nobody measured says so."
    >
      <form
        class="filters"
        role="search"
        aria-label="Metrics"
        onSubmit={(event) => event.preventDefault()}
      >
        <TextFilter label="Find" name="q" placeholder="latency, swap, score…" />
      </form>
      {catalog.problem ? (
        <Failed problem={catalog.problem} what="the catalog" />
      ) : isWaiting ? (
        <Loading rows={12} what="the catalog" />
      ) : parts.length === 0 ? (
        <Empty title="No metric has these words">
          <p>
            <a href="/about">Show all metrics</a>
          </p>
        </Empty>
      ) : (
        parts.map(({ title, metrics }) => (
          <Section key={title} title={title}>
            <MetricList metrics={metrics} />
          </Section>
        ))
      )}
      {policy.data && !isWaiting && (
        <Section title="The policy">
          <PolicyTable policy={policy.data} />
        </Section>
      )}
    </Page>
  );
}
