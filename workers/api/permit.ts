/** Somebody asks for more costly reads than one may have. */
export class TooMany extends Error {}

/**
 * Asks for one costly read, once for a request however many it makes: by where the request comes from, which
 * Cloudflare says and a client cannot. Where there is no binding, where it fails, or where nobody says who asks, there is no limit.
 */
export function permitOf(
  limiter: RateLimit | undefined,
  client: string | undefined,
): () => Promise<void> {
  let asked: Promise<void> | null = null;
  const ask = async () => {
    if (limiter === undefined || client === undefined) return;
    const verdict = await limiter.limit({ key: client }).catch(() => null);
    if (verdict?.success === false) throw new TooMany(client);
  };
  return () => (asked ??= ask());
}

/** The same store, that asks before each of these reads. */
export function permitting<S extends Record<string, (...args: never[]) => Promise<unknown>>>(
  store: S,
  names: readonly (keyof S & string)[],
  permit: () => Promise<void>,
): S {
  const asking = names.map((name) => [
    name,
    async (...args: never[]) => {
      await permit();
      return store[name]?.(...args);
    },
  ]);
  return { ...store, ...(Object.fromEntries(asking) as Partial<S>) };
}
