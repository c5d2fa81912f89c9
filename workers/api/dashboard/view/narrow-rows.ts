import type { Row, SortKey } from "./orchestrator-list.ts";

/** How a table is narrowed; an empty string narrows nothing. */
export type Narrowing = Readonly<{
  q: string;
  workflow: string;
  region: string;
  gpu: string;
  /** `3` is level 3, `1` level 1 and above. */
  trust: string;
  settled: boolean;
}>;

/** The rows that a narrowing leaves. */
export function narrowRows(rows: readonly Row[], by: Narrowing): Row[] {
  const wanted = by.q.trim().toLowerCase();
  const has = (values: readonly string[], value: string) => value === "" || values.includes(value);
  return rows.filter(
    ({ address, places, shown, keys }) =>
      address.includes(wanted) &&
      has(places.workflows, by.workflow) &&
      has(places.regions, by.region) &&
      has(places.gpus, by.gpu) &&
      (by.trust === "" || (keys.trust !== null && Number(keys.trust) >= Number(by.trust))) &&
      (!by.settled || (shown.band !== null && !shown.provisional)),
  );
}

/** The rows in order; what is not known comes last either way, and equals by address. */
export function sortRows(rows: readonly Row[], key: SortKey, descending: boolean): Row[] {
  return rows.toSorted((a, b) => {
    const [left, right] = [a.keys[key], b.keys[key]];
    if (left === null || right === null) {
      if (left !== right) return left === null ? 1 : -1;
    } else if (left !== right) {
      const order = left < right ? -1 : 1;
      return descending ? -order : order;
    }
    return a.address < b.address ? -1 : 1;
  });
}

/** Values that a filter offers: all that any row has. */
export function offered(rows: readonly Row[], of: keyof Row["places"]): string[] {
  return [...new Set(rows.flatMap(({ places }) => places[of]))].toSorted();
}
