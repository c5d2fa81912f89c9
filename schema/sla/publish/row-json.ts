import type { Hour } from "../../wire/quantity.ts";
import type { Rollup, Witness } from "../../wire/rollup.ts";
import { type GrowingSums, NO_SUMS_JSON, sumsJson } from "./growing-sums.ts";
import { jsonInOrder } from "./json-in-order.ts";
import type { Key } from "./row.ts";

/** What was added under a key of an hour, by view. Both may be the same: then all of it is gateways' evidence. */
export type Part = Readonly<{ hour: Hour; key: Key } & Record<Witness, GrowingSums | null>>;

/** A row as canonical JSON, and its view. */
export type RowJson = Readonly<{ witness: Witness; json: string }>;

/** The rows of a part of a tally that hold something, as canonical JSON. What both views share is written once. */
export function rowsJson({ hour, key, any, corroborated }: Part): RowJson[] {
  const { gateway, gpu, model, orchestrator, pipeline, purpose, region } = key;
  // RFC 8785 orders the members: the sums and the view come last.
  const about = { gateway, gpu, hour, model, orchestrator, pipeline, purpose, region };
  const head = jsonInOrder(about).slice(0, -1);
  const sums = any && sumsJson(any);
  const rows: RowJson[] = [];
  const add = (witness: Witness, json: string | null) => {
    if (json !== null && json !== NO_SUMS_JSON)
      rows.push({ witness, json: `${head},"sums":${json},"witness":"${witness}"}` });
  };
  add("any", sums);
  add("corroborated", corroborated === any ? sums : corroborated && sumsJson(corroborated));
  return rows;
}

/** The same rows, read. */
export const rowsOfPart = (part: Part): Rollup[] =>
  rowsJson(part).map(({ json }) => JSON.parse(json) as Rollup);
