import { Watched } from "../../schema/wire/watched.ts";
import type { Archive } from "./archive.ts";

/** Where the watch keeps what it remembers: one small object, written by the cron alone. */
export const WATCHED_KEY = "service/v1/watched.json";

/** What the watch remembers; null before the first check, or where the object is no such document. */
export async function readWatched({ read }: Pick<Archive, "read">): Promise<Watched | null> {
  const bytes = await read(WATCHED_KEY);
  if (bytes === null) return null;
  try {
    return Watched.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data ?? null;
  } catch {
    return null;
  }
}

/** Remembers it. */
export const keepWatched = (archive: Archive, watched: Watched): Promise<void> =>
  archive.put(WATCHED_KEY, new Uint8Array(new TextEncoder().encode(JSON.stringify(watched))));
