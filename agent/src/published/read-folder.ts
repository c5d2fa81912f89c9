import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileOf } from "./file-of.ts";
import type { Source } from "./source.ts";

/** Documents as `mirror` left them in a folder. */
export const readFolder = (folder: string): Source => ({
  place: folder,
  isFolder: true,
  find: async (path) => {
    const file = fileOf(path);
    if (file === null) return null;
    try {
      return new Uint8Array(await readFile(join(folder, file)));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw error;
    }
  },
});
