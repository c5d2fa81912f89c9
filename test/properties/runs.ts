const { process, navigator } = globalThis as {
  process?: { env?: Record<string, string | undefined> };
  navigator?: { userAgent?: string };
};
const asked = process?.env?.["PROPERTY_RUNS"];
/** What is searched for is searched for in Node; in workerd a part of it shows that laws hold there too. */
const part = navigator?.userAgent === "Cloudflare-Workers" ? 3 : 1;

/** How often a law is tried, `PROPERTY_RUNS` times where a shell says so. @param usual  in Node, a third of it in workerd */
export const runs = (usual: number): number =>
  asked === undefined ? Math.ceil(usual / part) : Number(asked);

/** The same of networks, which take minutes to shrink: a failure says its seed and path, to look for the least one by hand. */
export const networkRuns = (usual: number) => ({ numRuns: runs(usual), endOnFailure: true });
