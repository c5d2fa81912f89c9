import { canonicalJson } from "../../wire/canonical.ts";
import type { Hour } from "../../wire/quantity.ts";
import type { RawObject, WindowLine } from "../../wire/raw.ts";
import type { Target } from "../../wire/target.ts";
import type { SignedWindow } from "../../wire/window.ts";
import { windowDigest, windowKey } from "../chain.ts";
import { hourOf } from "../hour.ts";
import { type CountedWindow, sawJobs } from "./counted-window.ts";
import type { RegistryFacts } from "./registry-facts.ts";

/** One window that counts as data. */
export type Received = Readonly<{
  target: Target;
  hour: Hour;
  window: CountedWindow;
  /** Its agent could see jobs in that minute. */
  sawJobs: boolean;
  /** Another signed window came under its key: it is data, and is not received. */
  equivocated: boolean;
}>;

/**
 * The windows of some hours, each once, however often and in whatever order they came. Of two different signed windows
 * under one (agent, epoch, seq) the smaller SHA-256 counts.
 *
 * @returns in the order of (target, start, epoch, seq)
 */
export async function collectWindows(
  objects: readonly RawObject[],
  { targets }: RegistryFacts,
  hours: ReadonlySet<Hour>,
): Promise<Received[]> {
  const byKey = new Map<string, { line: WindowLine; others: SignedWindow[] }>();
  for (const line of objects.flatMap(({ windows }) => windows)) {
    const { window } = line.signed;
    const isPlanned = targets.get(line.target)?.agent === window.agent;
    if (!isPlanned || !hours.has(hourOf(window.start))) continue;
    const key = `${line.target}/${windowKey(line.signed)}`;
    const known = byKey.get(key);
    if (known === undefined) byKey.set(key, { line, others: [] });
    else if (differs(known.line.signed, line.signed)) known.others.push(line.signed);
  }
  const received: Received[] = [];
  for (const { line, others } of byKey.values()) {
    const target = targets.get(line.target);
    if (target === undefined) continue;
    const { window } = others.length === 0 ? line.signed : await smallest([line.signed, ...others]);
    const equivocated = others.length > 0;
    received.push({
      target,
      hour: hourOf(window.start),
      window,
      sawJobs: sawJobs(window),
      equivocated,
    });
  }
  return received.toSorted(inOrder);
}

const differs = (a: SignedWindow, b: SignedWindow): boolean =>
  canonicalJson(a) !== canonicalJson(b);

async function smallest(windows: readonly SignedWindow[]): Promise<SignedWindow> {
  const known = await Promise.all(
    windows.map(async (signed) => ({ signed, digest: await windowDigest(signed) })),
  );
  return known.reduce((a, b) => (b.digest < a.digest ? b : a)).signed;
}

/** Targets by id, and the windows of each by start, epoch and seq. */
export const inOrder = (a: Received, b: Received): number =>
  compare(a.target.id, b.target.id) ||
  a.window.start - b.window.start ||
  compare(a.window.epoch, b.window.epoch) ||
  a.window.seq - b.window.seq;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
