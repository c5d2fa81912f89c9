import { offered } from "../view/narrow-rows.ts";
import type { Row } from "../view/orchestrator-list.ts";
import { SelectFilter, TextFilter } from "./filters.tsx";

type Props = Readonly<{ rows: readonly Row[]; shown: number }>;

const TRUST = [
  ["", "any"],
  ["1", "L1 and above"],
  ["2", "L2 and above"],
  ["3", "L3"],
] as const;

const SETTLED = [
  ["", "any"],
  ["yes", "not provisional"],
] as const;

/** What narrows the table. Each offers what there is. */
export function OrchestratorFilters({ rows, shown }: Props) {
  const all = (of: keyof Row["places"]) =>
    [["", "all"], ...offered(rows, of).map((value) => [value, value] as const)] as const;
  return (
    <form
      class="filters"
      role="search"
      aria-label="Orchestrators"
      onSubmit={(event) => event.preventDefault()}
    >
      <TextFilter label="Address" name="q" placeholder="0x…" />
      <SelectFilter label="Workflow" name="workflow" options={all("workflows")} />
      <SelectFilter label="Region" name="region" options={all("regions")} />
      <SelectFilter label="GPU" name="gpu" options={all("gpus")} />
      <SelectFilter label="Trust" name="trust" options={TRUST} />
      <SelectFilter label="Score" name="settled" options={SETTLED} />
      <p class="muted counted" role="status">{`${shown} of ${rows.length}`}</p>
    </form>
  );
}
