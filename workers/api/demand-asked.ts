import type { DemandPart, DemandRow } from "../../schema/wire/api/demand.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import type { RollupKey } from "../../schema/wire/rollup.ts";
import type { Interval } from "./interval.ts";

/** What was asked: the rows' parts, and those that are the same in all rows. */
export type Asked = Readonly<{
  interval: Interval;
  from: Hour;
  to: Hour;
  groupBy: readonly DemandPart[];
  witness: RollupKey["witness"];
  purpose: RollupKey["purpose"];
  filter: Readonly<{ [Part in DemandPart]?: DemandRow[Part] | undefined }>;
}>;

/** Whether rows are of places: then they know no requests. */
export const isByPlace = (asked: Asked): boolean =>
  isBy(asked, "orchestrator") || isBy(asked, "region") || isBy(asked, "gpu");

/** Whether rows are told apart by a part, or all are of one. */
export const isBy = ({ groupBy, filter }: Asked, part: DemandPart): boolean =>
  groupBy.includes(part) || filter[part] !== undefined;
