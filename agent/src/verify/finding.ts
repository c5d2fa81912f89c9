/** One thing that is not as it was published. */
export type Finding = Readonly<{ what: string; expected: string; found: string }>;

/** A finding where two values differ, none where they are the same. */
export const compare = (what: string, expected: unknown, found: unknown): Finding[] => {
  const [a, b] = [JSON.stringify(expected), JSON.stringify(found)];
  return a === b ? [] : [{ what, expected: a ?? "nothing", found: b ?? "nothing" }];
};

/** A document with one wrong digit says so in one line; one that is another altogether needs no thousand. */
const MOST = 5;

/**
 * The innermost values in which two documents differ, each by its place, in the order of the published one.
 *
 * @param what  the document's name, before the place
 */
export function differences(what: string, published: unknown, recomputed: unknown): Finding[] {
  const found: Finding[] = [];
  walk(published, recomputed, what);
  return found.slice(0, MOST);

  function walk(a: unknown, b: unknown, place: string): void {
    if (found.length >= MOST) return;
    if (!isTree(a) || !isTree(b) || Array.isArray(a) !== Array.isArray(b))
      return void found.push(...compare(place, a, b));
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const [x, y] = [(a as Tree)[key], (b as Tree)[key]];
      walk(x, y, `${place}${Array.isArray(a) ? "[" + key + "]" : "." + key}`);
    }
  }
}

type Tree = Record<string, unknown>;

const isTree = (value: unknown): value is object => typeof value === "object" && value !== null;
