/** A window as its agent serves it, or as a raw object has it: digests under `epoch/seq`, with its minute. */
export type Windows = ReadonlyMap<
  string,
  Readonly<{ start: number; digests: ReadonlySet<string> }>
>;

/** What should be otherwise. */
export type Difference = Readonly<{ agent: string; what: string }>;

/** A minute is sealed a little after its end; then a slot may begin. What is younger may be on one side alone: both are being read. */
const SEALED_WITHIN_MS = 120_000;

/**
 * What of an agent's own windows is missing in the raw objects, or there in another form, and what is there that the
 * agent does not have.
 *
 * @param dueBeforeMs  windows that were sealed before this must be on both sides; later ones may
 */
export function compare(
  agent: string,
  own: Windows,
  stored: Windows,
  dueBeforeMs: number,
): Difference[] {
  const differences: Difference[] = [];
  const isDue = ({ start }: Readonly<{ start: number }>) => start + SEALED_WITHIN_MS < dueBeforeMs;
  for (const [key, window] of own) {
    const { digests } = window;
    const found = stored.get(key);
    if (!found) {
      if (isDue(window)) differences.push({ agent, what: `${key} is missing` });
    } else if (!isSame(found.digests, digests))
      differences.push({ agent, what: `${key} is another` });
  }
  for (const [key, window] of stored)
    if (!own.has(key) && isDue(window))
      differences.push({ agent, what: `${key} is none of its own` });
  return differences;
}

const isSame = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size === b.size && [...a].every((one) => b.has(one));
