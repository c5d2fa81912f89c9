/** What the doctor found of one thing. */
export type Check = Readonly<{
  name: string;
  /** `ok`: it works. `absent`: it is not there, and nobody asked for it. `broken`: somebody asked for it and it does not work. */
  status: "ok" | "absent" | "broken";
  found: string;
  /** What to do about it; null where nothing has to be done. */
  todo: string | null;
}>;

const MARKS = { ok: "✓", absent: "-", broken: "✗" } as const;

/** The checks for people: a line each, and what to do below it. */
export const checksScreen = (checks: readonly Check[]): string[] =>
  checks.flatMap(({ name, status, found, todo }) => [
    `${MARKS[status]} ${name.padEnd(14)} ${found}`,
    ...(todo === null ? [] : [`${" ".repeat(17)}→ ${todo}`]),
  ]);
