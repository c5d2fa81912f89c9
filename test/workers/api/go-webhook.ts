/** One entry of a gateway's pool. */
export type PoolEntry = Readonly<{ url: URL; score: number }>;

/**
 * What go-livepeer makes of a webhook's body: discovery/wh_discovery.go (getURLsfromWebhook) with encoding/json's rules. Keys
 * match in any case, the last wins; a wrong type voids the whole list; an entry without a usable URI is passed over.
 *
 * @throws Error where the client keeps its old list, or has none
 */
export function parseWebhook(body: string): PoolEntry[] {
  const parsed: unknown = JSON.parse(body);
  if (parsed === null) return [];
  if (!Array.isArray(parsed)) throw new Error("cannot unmarshal object into []webhookResponse");
  return parsed.flatMap((entry: unknown): PoolEntry[] => {
    if (typeof entry !== "object" || entry === null || Array.isArray(entry))
      throw new Error("cannot unmarshal into webhookResponse");
    let address = "";
    let score = 0;
    for (const [key, value] of Object.entries(entry)) {
      if (value === null) continue;
      if (key.toLowerCase() === "address") {
        if (typeof value !== "string") throw new Error("address is no string");
        address = value;
      }
      if (key.toLowerCase() === "score") {
        if (typeof value !== "number") throw new Error("score is no float32");
        score = Math.fround(value);
      }
    }
    if (address === "" || !URL.canParse(address)) return [];
    return [{ url: new URL(address), score }];
  });
}

/** What go-livepeer makes of `-orchPerfStatsUrl`: any wrong type or address voids the update (starter.go, getPerfScores). */
export function parsePerfStats(body: string, region: string): Map<string, number> {
  const parsed = JSON.parse(body) as Record<string, Record<string, Record<string, unknown>>>;
  const scores = new Map<string, number>();
  for (const [address, regions] of Object.entries(parsed)) {
    if (!/^0x[0-9a-fA-F]{40}$/.test(address)) throw new Error(`not an address: ${address}`);
    for (const values of Object.values(regions))
      for (const value of Object.values(values))
        if (typeof value !== "number") throw new Error("cannot unmarshal into float64");
    const score = regions[region.toUpperCase()]?.score;
    if (typeof score === "number") scores.set(address, score);
  }
  return scores;
}
