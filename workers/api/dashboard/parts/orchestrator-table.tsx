import { useLocation } from "preact-iso";
import type { Row, SortKey } from "../view/orchestrator-list.ts";
import { withQuery } from "../view/query.ts";
import { OrchestratorLink } from "./orchestrator-link.tsx";
import { Fig } from "./fig.tsx";
import { Roving } from "./roving.tsx";
import { Band } from "./score-band.tsx";
import { Spark } from "./spark.tsx";

type Props = Readonly<{ rows: readonly Row[]; sort: SortKey; descending: boolean }>;

const COLUMNS: readonly (readonly [SortKey, string, string])[] = [
  ["address", "Orchestrator", ""],
  ["score", "Score", "num"],
  ["score_low", "At least", "num"],
  ["trend", "Trend", "num"],
  ["evidence", "Jobs", "num"],
  ["availability", "Available", "num"],
  ["completeness", "Complete", "num"],
  ["trust", "Trust", "num"],
];

/** The table of orchestrators. A column's head sorts by it, and again the other way; the order is in the URL. */
export function OrchestratorTable({ rows, sort, descending }: Props) {
  return (
    <Roving label="Orchestrators">
      <table class="orchestrators">
        <thead>
          <tr>
            {COLUMNS.map(([key, label, name]) => (
              <Head key={key} {...{ column: key, label, name, sort, descending }} />
            ))}
            <th scope="col">Serves</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.address}>
              <th scope="row">
                <OrchestratorLink address={row.address} />
              </th>
              <td class="num score-cell">
                <Fig figure={row.shown.score} />
                <Band band={row.shown.band} provisional={row.shown.provisional} />
              </td>
              <td class="num">
                <Fig figure={row.shown.low} />
              </td>
              <td class={`num trend ${row.trend.direction ?? ""}`}>
                <Spark line={row.trend.line} />
                <Fig figure={row.trend} />
              </td>
              <td class="num">
                <Fig figure={row.evidence} />
              </td>
              <td class="num">
                <Fig figure={row.availability} />
              </td>
              <td class="num">
                <Fig figure={row.completeness} />
              </td>
              <td class="num">
                <Fig figure={row.trust} />
              </td>
              <td class="places">{placesText(row)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Roving>
  );
}

const placesText = ({ places: { workflows, regions } }: Row): string =>
  [
    regions.join(", "),
    workflows.map((each) => each.split("/").slice(1).join("/") || each).join(", "),
  ]
    .filter((part) => part !== "")
    .join(" · ");

type HeadProps = Readonly<{
  column: SortKey;
  label: string;
  name: string;
  sort: SortKey;
  descending: boolean;
}>;

function Head({ column, label, name, sort, descending }: HeadProps) {
  const { path, query } = useLocation();
  const isSorted = column === sort;
  // Addresses begin with the first, numbers with the best.
  const dir = isSorted ? (descending ? "up" : "") : column === "address" ? "up" : "";
  return (
    <th
      scope="col"
      class={name}
      aria-sort={isSorted ? (descending ? "descending" : "ascending") : undefined}
    >
      <a
        class="sort"
        href={withQuery(path, query, { sort: column === "score_low" ? "" : column, dir })}
      >
        {label}
        <span aria-hidden="true">{isSorted ? (descending ? " ↓" : " ↑") : ""}</span>
      </a>
    </th>
  );
}
