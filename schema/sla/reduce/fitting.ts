/** The first of some items, as many as so many characters of JSON hold: at least one. What does not fit waits for the next window. */
export function fitting<T>(items: readonly T[], mostLength: number): T[] {
  let length = 0;
  const end = items.findIndex((item) => (length += JSON.stringify(item).length) > mostLength);
  return items.slice(0, end < 0 ? items.length : Math.max(1, end));
}
