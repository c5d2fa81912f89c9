import type { HoursPage } from "../../../../schema/wire/api/hours.ts";

/** Of each hour its newest version, the newest hour first. The API lists versions in that order. */
export function newestVersions(hours: HoursPage["hours"]): HoursPage["hours"] {
  const seen = new Set<string>();
  return hours.filter(({ hour }) => !seen.has(hour) && seen.add(hour));
}

/** The command that recomputes an hour, as it is typed. */
export const verifyCommand = (origin: string, hour: string): string =>
  `npx livepeer-sla-agent verify ${origin} --hour ${hour}`;
