import type { DemandRow } from "../../../../schema/wire/api/demand.ts";

/** Demand added up. `requests` and `missing` are null where no registered gateway could tell. */
export type DemandSum = Readonly<{
  requests: number | null;
  missing: number | null;
  minutes: number;
  tickets: number;
  expectedWei: string;
  faceWei: string;
}>;

const add = (sum: number | null, value: number | null): number | null =>
  value === null ? sum : (sum ?? 0) + value;

/** Adds up rows of demand: they are disjoint. */
export function sumDemand(rows: readonly DemandRow[]): DemandSum {
  let [requests, missing]: (number | null)[] = [null, null];
  let [minutes, tickets] = [0, 0];
  let [expected, face] = [0n, 0n];
  for (const row of rows) {
    requests = add(requests ?? null, row.requests);
    missing = add(missing ?? null, row.missing_capacity);
    minutes += row.inference_minutes;
    tickets += row.fees.tickets;
    expected += BigInt(row.fees.expected_value_wei);
    face += BigInt(row.fees.face_value_wei);
  }
  return {
    requests: requests ?? null,
    missing: missing ?? null,
    minutes,
    tickets,
    expectedWei: String(expected),
    faceWei: String(face),
  };
}

/** One interval of demand. */
export type DemandPoint = DemandSum & Readonly<{ from: string; to: string }>;

/** Demand by interval, oldest first. */
export const demandSeries = (rows: readonly DemandRow[]): DemandPoint[] =>
  [...Map.groupBy(rows, ({ from }) => from as string)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([from, of]) => ({ from, to: of[0]?.to ?? from, ...sumDemand(of) }));
