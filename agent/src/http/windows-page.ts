import type { DatabaseSync } from "node:sqlite";
import { keptWindows, windowsAfter } from "../store/windows.ts";
import type { WindowsQuery } from "./windows-query.ts";

/** A page is at most so many bytes of JSON; only a single window that is larger alone exceeds it. */
export const MAX_PAGE_BYTES = 256 * 1024;

/** What stands around the windows, at most: schema and three cursors. */
const FRAME_BYTES = 1024;

/** A page of sealed windows in the order of sealing, as JSON (`WindowsPage`): the windows' own bytes, joined. */
export function windowsPage(
  db: DatabaseSync,
  storeId: string,
  { after, limit, from }: WindowsQuery,
): string {
  const { earliest, latest } = keptWindows(db);
  const position = positionOf(storeId, after, latest);
  const windows: string[] = [];
  let bytes = FRAME_BYTES;
  let next = position;
  for (const { seal, signed } of windowsAfter(db, position, from, limit)) {
    bytes += Buffer.byteLength(signed) + 1;
    if (bytes > MAX_PAGE_BYTES && windows.length > 0) break;
    windows.push(signed);
    next = seal;
  }
  const cursor = (seal: number | null) => (seal === null ? null : `${storeId}.${seal}`);
  const frame = {
    schema: "livepeer.sla.windows/1",
    next: cursor(next),
    earliest: cursor(earliest),
    latest: cursor(latest),
  };
  return `${JSON.stringify(frame).slice(0, -1)},"windows":[${windows.join(",")}]}`;
}

/** The sealing number that a cursor stands for; the beginning for none, and for one that this store did not give. */
function positionOf(storeId: string, after: string | undefined, latest: number | null): number {
  const [, store, seal] = /^([0-9a-z]+)\.(\d{1,15})$/.exec(after ?? "") ?? [];
  const isOurs = store === storeId && Number(seal) <= (latest ?? 0);
  return isOurs ? Number(seal) : 0;
}
