import type { Source } from "../../../agent/src/published/source.ts";
import { archive } from "./bench.ts";

/** Where a document of the API stands in the archive. */
const PLACES: readonly [RegExp, (...parts: string[]) => string][] = [
  [/^\/v1\/scores$/, () => "published/v1/scores.json"],
  [
    /^\/v1\/(scores\/lists|scores|policy)\/(\w+)$/,
    (kind, digest) => `published/v1/${kind}/${digest}.json`,
  ],
  [/^\/v1\/hours\/([^/]+)\/(\d+)$/, (hour, version) => `published/v1/${hour}/${version}/hour.json`],
  [/^\/v1\/hours\/([^/]+)\/(\d+)\/rollups$/, (hour, n) => `published/v1/${hour}/${n}/rollups.json`],
];

/** What the API serves of what is published in the archive. */
export const publishedSource: Source = {
  place: "the archive",
  isFolder: false,
  find: async (path) => {
    for (const [pattern, keyOf] of PLACES) {
      const parts = pattern.exec(path)?.slice(1);
      if (parts !== undefined) return archive.read(keyOf(...parts));
    }
    return null;
  },
};
