import { existsSync, statSync } from "node:fs";
import type { Host } from "../host.ts";
import { Refusal } from "../refusal.ts";
import { askApi } from "./ask-api.ts";
import { readFolder } from "./read-folder.ts";
import type { Source } from "./source.ts";

/**
 * Opens what a person names: an API by its URL, or a folder. Whoever watches sees what has come from it.
 *
 * @throws Refusal for what is neither
 */
export function openSource(
  place: string,
  { fetch, progress }: Pick<Host, "fetch" | "progress">,
): Source {
  const source = sourceAt(place, fetch);
  let [documents, size] = [0, 0];
  return {
    ...source,
    find: async (path) => {
      const bytes = await source.find(path);
      documents += 1;
      size += bytes?.byteLength ?? 0;
      progress?.(`${documents} documents read, ${(size / 1024).toFixed(0)} KB`);
      return bytes;
    },
  };
}

function sourceAt(place: string, fetch: typeof globalThis.fetch): Source {
  const url = URL.parse(place);
  if (url !== null && /^https?:$/.test(url.protocol)) return askApi(url, fetch);
  if (existsSync(place) && statSync(place).isDirectory()) return readFolder(place);
  throw new Refusal(`${place} is neither an http or https URL nor a folder`);
}
