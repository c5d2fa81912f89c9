/** So many requests at once, and so many a second after that; and so many clients that are remembered. */
export const RATE = { burst: 120, perSecond: 20, clients: 10_000 } as const;

/**
 * A token bucket for every client, in bounded memory: the client that was heard of longest ago is forgotten first.
 *
 * @returns a function that takes one token and says how many seconds to wait, 0 where the request may pass
 */
export function rateLimit(now: () => number, rate: typeof RATE = RATE): (client: string) => number {
  const buckets = new Map<string, { tokens: number; atMs: number }>();
  return (client) => {
    const nowMs = now();
    const { tokens, atMs } = buckets.get(client) ?? { tokens: rate.burst, atMs: nowMs };
    const gained = (Math.max(0, nowMs - atMs) * rate.perSecond) / 1000;
    const full = Math.min(rate.burst, tokens + gained);
    buckets.delete(client);
    buckets.set(client, { tokens: full >= 1 ? full - 1 : full, atMs: nowMs });
    const [oldest] = buckets.keys();
    if (buckets.size > rate.clients && oldest !== undefined) buckets.delete(oldest);
    return full >= 1 ? 0 : Math.ceil((1 - full) / rate.perSecond);
  };
}
