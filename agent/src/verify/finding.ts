/** One thing that is not as it was published. */
export type Finding = Readonly<{ what: string; expected: string; found: string }>;

/** A finding where two values differ, none where they are the same. */
export const compare = (what: string, expected: unknown, found: unknown): Finding[] => {
  const [a, b] = [JSON.stringify(expected), JSON.stringify(found)];
  return a === b ? [] : [{ what, expected: a ?? "nothing", found: b ?? "nothing" }];
};
