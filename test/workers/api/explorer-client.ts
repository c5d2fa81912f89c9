type Stats = Record<string, Record<string, Record<string, number | null>>>;

/** Explorer's `avg()` over an orchestrator's regions, which replaces whatever GLOBAL held (lib/utils.tsx). */
const average = (regions: Stats[string], metric: string): number => {
  const values = Object.values(regions).map((of) => of[metric] ?? 0);
  // Reduce without an initial value throws on an empty region map: the page is a 500.
  return values.reduce((a, b) => a + b) / values.length;
};

/**
 * What Explorer's `/api/score` makes of `/api/aggregated_stats` (pages/api/score/index.tsx): values × 100, a region that
 * others have and this one lacks is 0, GLOBAL is the mean.
 */
export function leaderboard(stats: Stats) {
  const everywhere = [...new Set(Object.values(stats).flatMap((regions) => Object.keys(regions)))];
  return Object.fromEntries(
    Object.entries(stats).map(([address, regions]) => {
      const scores = Object.fromEntries(
        everywhere.map((region) => [region, (regions[region]?.score ?? 0) * 100]),
      );
      return [address, { ...scores, GLOBAL: average(regions, "score") * 100 }];
    }),
  );
}

/** The regions of Explorer's menu (pages/api/regions): those that begin with Global first, then by name. */
export const menu = (regions: readonly { id: string; name: string; type: string }[]) =>
  [...regions].sort((a, b) => {
    const [first, second] = [a, b].map(({ name }) => name.startsWith("Global"));
    return first === second ? a.name.localeCompare(b.name) : first ? -1 : 1;
  });
