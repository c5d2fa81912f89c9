import { useLocation } from "preact-iso";
import { useAnswer } from "../data/use-answer.ts";
import { SelectFilter, TextFilter } from "../parts/filters.tsx";
import { JobTable } from "../parts/job-table.tsx";
import { Page } from "../parts/page.tsx";
import { Empty, Failed, Loading } from "../parts/states.tsx";
import { CAUSES, jobRow, OUTCOMES } from "../view/jobs.ts";
import { withQuery, wordOf } from "../view/query.ts";
import { many, words } from "../view/format.ts";
import { moment } from "../view/time.ts";

const PAGE = "100";

/** Jobs, the newest hour first, a page at a time. */
export function Jobs() {
  const { path, query } = useLocation();
  const { orchestrator, from, to, cursor } = query;
  const isAddress = orchestrator === undefined || /^0x[0-9a-f]{40}$/i.test(orchestrator);
  const outcome = wordOf(query, "outcome", OUTCOMES, undefined);
  const cause = wordOf(query, "cause", CAUSES, undefined);
  const workflow = query["workflow"];
  const asked = useAnswer(
    "jobs",
    isAddress ? { orchestrator, outcome, cause, workflow, from, to, cursor, limit: PAGE } : null,
  );
  const served = useAnswer("networkCapabilities", {}, 60_000);
  const workflows = served.data?.capabilities.map((each) => each.workflow) ?? [];
  const rows = (asked.data?.jobs ?? []).map(jobRow);
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
          options={[["", "all"], ...CAUSES.map((each) => [each, words(each)] as const)]}
        />
        <SelectFilter
          label="Workflow"
          name="workflow"
          options={[["", "all"], ...workflows.map((each) => [each, each] as const)]}
        />
        <p class="muted counted" role="status">
          {asked.data ? `${many(rows.length, "job")} on this page` : ""}
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
      ) : rows.length === 0 ? (
        <Empty title={asked.data.next ? "None in the hours of this page" : "No such job"}>
          <p>
            {asked.data.next && (
              <>
                <a href={withQuery(path, query, { cursor: asked.data.next })}>
                  Look in older hours
                </a>
                , or{" "}
              </>
            )}
            <a href={path}>show all jobs</a>.
          </p>
        </Empty>
      ) : (
        <div class={asked.isOld ? "old" : ""}>
          <JobTable rows={rows} />
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
