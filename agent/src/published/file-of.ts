/** Colons are no part of a file name everywhere; no path has underscores of its own in these places. */
const named = (key: string): string => key.replaceAll(":", "_");

/**
 * The file of a folder that holds what the API serves under a path: the key of its archive, with `_` for `:`. Null for
 * what is not kept as a file.
 */
export function fileOf(path: string): string | null {
  const key = keyOf(path);
  return key === null ? null : named(key);
}

/** Where the archive of a deployment keeps what its API serves under a path; null for what is computed. */
export function keyOf(path: string): string | null {
  const [, hour, version, name = "hour", pack = "0"] =
    /^\/v1\/hours\/([^/]+)\/(\d+)(?:\/(jobs|rollups)(?:\/(\d+))?)?$/.exec(path) ?? [];
  if (hour !== undefined)
    return `published/v1/${hour}/${version}/${name}${pack === "0" ? "" : `-${pack}`}.json`;
  if (path === "/v1/scores") return "published/v1/scores.json";
  const [, raw] = /^\/v1\/snapshots\/(raw\/v1\/.+)$/.exec(path) ?? [];
  if (raw !== undefined) return raw.includes("..") ? null : raw;
  const [, kind, of] =
    /^\/v1\/(policy|days|registry|scores|scores\/lists)\/([\w-]+)$/.exec(path) ?? [];
  if (kind === undefined) return null;
  return kind === "registry" ? `registry/v1/${of}.json` : `published/v1/${kind}/${of}.json`;
}
