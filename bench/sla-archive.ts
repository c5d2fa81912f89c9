import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { Archive } from "../workers/store/archive.ts";

/** An archive in a folder: as far from the heap as R2 is. @param request  does each request, from beginning to end */
export function folderArchive(
  root: string,
  request: <T>(work: () => T) => T = (work) => work(),
): Archive {
  const path = (key: string) => join(root, key.replaceAll(":", "%3A"));
  const put = (key: string, bytes: Uint8Array) =>
    request(() => {
      mkdirSync(dirname(path(key)), { recursive: true });
      writeFileSync(path(key), bytes);
    });
  const read = (key: string) => request(() => orNull(() => readFileSync(path(key))));
  return {
    async createOnce(key, bytes) {
      if (orNull(() => readFileSync(path(key))) !== null) return request(() => false);
      put(key, bytes);
      return true;
    },
    put: async (key, bytes) => put(key, bytes),
    read: async (key) => read(key),
    async readDated(key) {
      const bytes = read(key);
      return bytes && { bytes, madeAtMs: 0 };
    },
    list: async (prefix) => request(() => listed(root, prefix, path(folderOf(prefix)))),
    remove: async (keys) =>
      request(() => {
        for (const key of keys) rmSync(path(key), { force: true });
      }),
  };
}

const folderOf = (prefix: string) => prefix.slice(0, prefix.lastIndexOf("/") + 1);

const listed = (root: string, prefix: string, folder: string): string[] =>
  (orNull(() => readdirSync(folder, { recursive: true, withFileTypes: true })) ?? [])
    .filter((file) => file.isFile())
    .map(({ parentPath, name }) => relative(root, join(parentPath, name)).replaceAll("%3A", ":"))
    .filter((key) => key.startsWith(prefix))
    .toSorted();

/** What is not there is null. */
function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
