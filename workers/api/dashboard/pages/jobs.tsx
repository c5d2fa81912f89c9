import { useLocation } from "preact-iso";
import { useAnswer } from "../data/use-answer.ts";
import { SelectFilter, TextFilter } from "../parts/filters.tsx";
import { JobTable } from "../parts/job-table.tsx";
import { Page } from "../parts/page.tsx";
import { Empty, Failed, Loading } from "../parts/states.tsx";
import { jobRow, narrowJobs } from "../view/jobs.ts";
import { withQuery } from "../view/query.ts";
import { moment } from "../view/time.ts";

const PAGE = "100";
const OUTCOMES = ["success", "failed", "excused", "pending"] as const;

/** Jobs, the newest hour first, a page at a time. */
export function Jobs() {
  const { path, query } = useLocation();
  const { orchestrator, from, to, cursor } = query;
  const isAddress = orchestrator === undefined || /^0x[0-9a-f]{40}$/i.test(orchestrator);
  const asked = useAnswer(
    "jobs",
    isAddress ? { orchestrator, from, to, cursor, limit: PAGE } : null,
  );
  const rows = (asked.data?.jobs ?? []).map(jobRow);
  const by = {
    outcome: query["outcome"] ?? "",
    workflow: query["workflow"] ?? "",
    cause: query["cause"] ?? "",
  };
  const shown = narrowJobs(rows, by);
  const options = (values: readonly (string | null)[]) =>
    [
      ["", "all"],
      ...[...new Set(values.flatMap((value) => value ?? []))]
        .toSorted()
        .map((value) => [value, value] as const),
    ] as const;
  const range = [from && `from ${moment(from)}`, to && `to ${moment(to)} UTC`]
    .filter(Boolean)
    .join(" ");
  return (
    <Page
      title="Jobs"
      lead={`One attempt of one stream at one orchestrator each, the newest hour first${range && `, ${range}`}.`}
    >
      <form
        class="filters"
        role="search"
        aria-label="Jobs"
        onSubmit={(event) => event.preventDefault()}
      >
        <TextFilter label="Orchestrator" name="orchestrator" placeholder="0x and 40 digits" />
        <SelectFilter
          label="Outcome"
          name="outcome"
          options={[["", "all"], ...OUTCOMES.map((each) => [each, each] as const)]}
        />
        <SelectFilter
          label="Cause"
          name="cause"
          options={options(rows.map(({ cause }) => cause))}
        />
        <SelectFilter
          label="Workflow"
          name="workflow"
          options={options(rows.map(({ workflow }) => workflow))}
        />
        <p class="muted counted" role="status">
          {asked.data ? `${shown.length} of the ${rows.length} on this page` : ""}
        </p>
      </form>
      {!isAddress ? (
        <Empty title="That is no whole address">
          <p>
            An address is 0x and 40 digits.{" "}
            <a href={withQuery(path, query, { orchestrator: "" })}>Show all jobs</a>
          </p>
        </Empty>
      ) : asked.problem ? (
        <Failed problem={asked.problem} what="the jobs" />
      ) : asked.data === null ? (
        <Loading rows={12} what="the jobs" />
      ) : shown.length === 0 ? (
        <Empty title="No job on this page">
          <p>
            <a href={path}>Show all jobs</a>
            {asked.data.next && (
              <>
                , or{" "}
                <a href={withQuery(path, query, { cursor: asked.data.next })}>look at older ones</a>
              </>
            )}
            .
          </p>
        </Empty>
      ) : (
        <div class={asked.isOld ? "old" : ""}>
          <JobTable rows={shown} />
        </div>
      )}
      {asked.data && (
        <nav class="pager" aria-label="Pages of jobs">
          {cursor && <a href={withQuery(path, query, { cursor: "" })}>Newest</a>}
          {asked.data.next && (
            <a rel="next" href={withQuery(path, query, { cursor: asked.data.next })}>
              Older jobs
            </a>
          )}
        </nav>
      )}
    </Page>
  );
}
