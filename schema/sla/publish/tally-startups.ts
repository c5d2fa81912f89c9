import type { StartupEntry } from "../../wire/startup.ts";
import type { Target } from "../../wire/target.ts";
import type { CountedWindow } from "./counted-window.ts";
import { cardOf } from "./card.ts";
import { isPlausibleStartup } from "./plausible.ts";
import { NO_KEY, type Tally } from "./tally.ts";
import { toldOnce } from "./told-once.ts";

/** One start that counts, and how long it took, in milliseconds. */
export type StartupAccount = Readonly<
  Pick<StartupEntry, "pipeline" | "model"> & { gpu: string | null; ms: number }
>;

/** Starts that count, each told once a minute. @param windows  of one target, in order */
export function startupAccounts(windows: readonly CountedWindow[]): StartupAccount[] {
  const isFirst = toldOnce();
  const accounts: StartupAccount[] = [];
  for (const window of windows)
    for (const entry of (window.startups ?? []).filter(isPlausibleStartup)) {
      if (!isFirst(window, thingOf(entry))) continue;
      const ms = entry.load_ms ?? entry.ready_ms;
      const { pipeline, model, gpu } = entry;
      if (ms !== null) accounts.push({ pipeline, model, gpu: cardOf(gpu?.name), ms });
    }
  return accounts;
}

/**
 * Adds how long workflows took to start, as an orchestrator's own agents saw it: from the start of the container or the
 * pipeline to its first ready, or the time in which its model loaded where the runner says so.
 */
export function tallyStartups(
  tally: Tally,
  target: Target,
  startups: readonly StartupAccount[],
): void {
  if (target.role !== "orchestrator") return;
  const { orchestrator, region } = target;
  for (const { ms, ...what } of startups)
    tally.add(
      { ...NO_KEY, orchestrator, region, ...what },
      { latencies: { startup_ms: ms } },
      false,
    );
}

const thingOf = ({ pipeline, model, gpu }: StartupEntry): string =>
  JSON.stringify([pipeline, model, gpu?.index ?? null, gpu?.uuid ?? null]);
