/** METRICS.md §6: the properties that every release must hold, AC01 to AC26. */
export const PROPERTIES: readonly string[] = Array.from(
  { length: 26 },
  (_, i) => `AC${String(i + 1).padStart(2, "0")}`,
);

/** The properties that a test's name begins with: one, or some as in `AC01, AC02: …`. */
export const propertiesOf = (testName: string): string[] =>
  /^(?:AC\d\d(?:, )?)+\b/.exec(testName)?.[0].match(/AC\d\d/g) ?? [];
