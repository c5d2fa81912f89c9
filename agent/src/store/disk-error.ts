/** SQLite's primary result codes: https://sqlite.org/rescode.html */
const [READONLY, IOERR, CORRUPT, FULL, NOTADB] = [8, 10, 11, 13, 26];

/** The primary code of an error of node:sqlite; null of any other. */
function primaryCode(error: unknown): number | null {
  const code = (error as { errcode?: unknown } | null)?.errcode;
  return typeof code === "number" ? code & 0xff : null;
}

/** Whether the disk is full, fails, or was made read-only for that: what was not written can be written later. */
export const isDiskError = (error: unknown): boolean =>
  [FULL, IOERR, READONLY].includes(primaryCode(error) ?? 0);

/** Whether the file is no database, or one with broken pages. */
export const isDamage = (error: unknown): boolean =>
  error instanceof DamagedStore || [CORRUPT, NOTADB].includes(primaryCode(error) ?? 0);

/** A file that opens, and whose check found something. */
export class DamagedStore extends Error {
  override readonly name = "DamagedStore";
}
