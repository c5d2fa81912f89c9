import { setTimeout as sleep } from "node:timers/promises";
import type { CollectorHealth } from "../../schema/wire/window.ts";
import type { Agent } from "./agent.ts";
import type { Collector } from "./collectors/collector.ts";
import { supervise } from "./collectors/supervise.ts";
import type { Host } from "./host.ts";

/** The health of every collector, as each window repeats it, in the order of their names. */
export type HealthBoard = Readonly<{
  report: (
    name: CollectorHealth["name"],
    status: CollectorHealth["status"],
    reason: string | null,
  ) => void;
  read: () => CollectorHealth[];
}>;

/** A board on which nothing has been reported. */
export function healthBoard(): HealthBoard {
  const board = new Map<CollectorHealth["name"], CollectorHealth>();
  return {
    report: (name, status, reason) =>
      void board.set(name, { name, status, reason: reason?.slice(0, 200) ?? null }),
    read: () => [...board.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

/** Runs collectors into an agent until it is asked to stop. Each fails alone. */
export async function collect(
  collectors: readonly Collector[],
  agent: Pick<Agent, "accept" | "drop">,
  board: HealthBoard,
  { now, stop, err }: Pick<Host, "now" | "stop" | "err">,
): Promise<void> {
  await Promise.all(
    collectors.map((collector) =>
      supervise(collector, {
        accept: (observations) => void agent.accept(observations),
        refuse: (reason, count = 1) => {
          agent.drop(count);
          err(JSON.stringify({ event: "collector.refused", collector: collector.name, reason }));
        },
        report: (status, reason) => board.report(collector.name, status, reason),
        now,
        random: Math.random,
        sleep: (ms) => sleep(ms, undefined, { signal: stop }).catch(() => {}),
        stop,
      }),
    ),
  );
}
