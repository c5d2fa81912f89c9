/** Names of the regions that Explorer knows from livepeer/leaderboard-serverless, by our ids. Others are shown by their id. */
const NAMES: Readonly<Record<string, string>> = {
  ash: "Ashburn",
  atl: "Atlanta",
  fra: "Frankfurt",
  hnd: "Tokyo",
  hou: "Houston",
  lax: "Los Angeles",
  lon: "London",
  mad: "Madrid",
  mdw: "Chicago",
  mia: "Miami",
  nyc: "New York",
  prg: "Prague",
  sao: "Sao Paulo",
  sea: "Seattle",
  sin: "Singapore",
  sjo: "San Jose",
  sto: "Stockholm",
  syd: "Sydney",
  tor: "Toronto",
};

/** The region as Explorer writes it: `FRA`. Ours hold no character that its tables would read as a path. */
export const explorerRegion = (region: string | null): string => region?.toUpperCase() ?? "GLOBAL";

/** What people call a region of Explorer. */
export const regionName = (id: string): string =>
  id === "GLOBAL" ? "Global" : (NAMES[id.toLowerCase()] ?? id);
