/**
 * Keeps what was read for a while in this isolate, so that a large document is not parsed for every request. Only
 * values are kept, never promises: a Worker's request may not wait for another's. Null is not kept.
 */
export function keptCopy<T>(
  lifetimeMs: number,
): (nowMs: number, read: () => Promise<T | null>) => Promise<T | null> {
  let copy: Readonly<{ value: T; untilMs: number }> | null = null;
  return async (nowMs, read) => {
    if (copy !== null && nowMs < copy.untilMs) return copy.value;
    const value = await read();
    copy = value === null ? null : { value, untilMs: nowMs + lifetimeMs };
    return value;
  };
}
