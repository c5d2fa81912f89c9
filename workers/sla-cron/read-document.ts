import type { Archive } from "../store/archive.ts";

/** A document of ours; null where there is none, or one of another version of this software. */
export async function readDocument<T>(
  archive: Pick<Archive, "read">,
  key: string,
  schema: { safeParse(value: unknown): { data?: T } },
): Promise<T | null> {
  const bytes = await archive.read(key);
  return bytes === null
    ? null
    : (schema.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data ?? null);
}

/** What only this cron reads and writes, as it wrote it; null where there is none. */
export async function readWork<T>(archive: Pick<Archive, "read">, key: string): Promise<T | null> {
  const bytes = await archive.read(key);
  return bytes === null ? null : (JSON.parse(new TextDecoder().decode(bytes)) as T);
}

/** Keeps it for the next run. */
export const writeWork = (
  archive: Pick<Archive, "put">,
  key: string,
  work: unknown,
): Promise<void> =>
  archive.put(key, new TextEncoder().encode(JSON.stringify(work)) as Uint8Array<ArrayBuffer>);
