/** D1 or R2 did not answer: the last good answer is the best there is. */
export class StorageFailure extends Error {}

/** The same store, whose failures can be told from faults of our own. */
export function failing<S extends Record<string, (...args: never[]) => Promise<unknown>>>(
  store: S,
): S {
  const guarded = Object.entries(store).map(([name, read]) => [
    name,
    async (...args: never[]) => {
      try {
        return await read(...args);
      } catch (cause) {
        throw new StorageFailure(`${name}: ${String(cause)}`, { cause });
      }
    },
  ]);
  return Object.fromEntries(guarded) as S;
}
