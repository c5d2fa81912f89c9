import { useLocation } from "preact-iso";
import { usePeriod } from "../data/use-period.ts";
import { useAnswer } from "../data/use-answer.ts";
import { OrchestratorFilters } from "../parts/orchestrator-filters.tsx";
import { OrchestratorTable } from "../parts/orchestrator-table.tsx";
import { Page } from "../parts/page.tsx";
import { PeriodChoice, WitnessChoice } from "../parts/period-choice.tsx";
import { Empty, Failed, Loading } from "../parts/states.tsx";
import { narrowRows, sortRows } from "../view/narrow-rows.ts";
import { orchestratorRows, SORTS } from "../view/orchestrator-list.ts";
import { wordOf } from "../view/query.ts";

/** Everybody, sorted and narrowed as the URL says. */
export function Orchestrators() {
  const { query, path } = useLocation();
  const { period, witness } = usePeriod();
  const list = useAnswer("orchestrators", { period, limit: "500" });
  const places = useAnswer("networkCapabilities", {}, 60_000);
  const rows = orchestratorRows(list.data?.orchestrators ?? [], period, places.data, witness);
  const sort = wordOf(query, "sort", SORTS, "score_low");
  const descending = query["dir"] !== "up";
  const narrowed = narrowRows(rows, {
    q: query["q"] ?? "",
    workflow: query["workflow"] ?? "",
    region: query["region"] ?? "",
    gpu: query["gpu"] ?? "",
    trust: query["trust"] ?? "",
    settled: query["settled"] === "yes",
  });
  return (
    <Page
      title="Orchestrators"
      lead="Who serves, how well, and how sure that is. Best by score_low first: the least that the evidence bears."
      aside={
        <>
          <WitnessChoice witness={witness} />
          <PeriodChoice period={period} />
        </>
      }
    >
      {list.problem ? (
        <Failed problem={list.problem} what="the orchestrators" />
      ) : list.data === null ? (
        <Loading rows={12} what="the orchestrators" />
      ) : rows.length === 0 ? (
        <Empty title="Nobody was seen in this period">
          <p>
            Choose a longer period, or see <a href="/verify">what is published</a>.
          </p>
        </Empty>
      ) : (
        <div class={list.isOld ? "old" : ""}>
          <OrchestratorFilters rows={rows} shown={narrowed.length} />
          {narrowed.length === 0 ? (
            <Empty title="No orchestrator is left by these filters">
              <p>
                <a href={path}>Show all {rows.length}</a>
              </p>
            </Empty>
          ) : (
            <OrchestratorTable
              rows={sortRows(narrowed, sort, descending)}
              sort={sort}
              descending={descending}
            />
          )}
        </div>
      )}
    </Page>
  );
}
