import type { Collector, CollectorPorts } from "./collector.ts";

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;

/** The pause before the next try: doubling up to a minute, and between half and the whole of it at random. */
export const pauseMs = (failures: number, random: number): number =>
  Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 16)) * (0.5 + random / 2);

/**
 * Runs a collector until it ends or the agent stops. What it throws is its own failure: it is reported, and the
 * collector runs again after a pause. A report of `ok` begins the pauses anew. Never throws.
 */
export async function supervise(collector: Collector, ports: CollectorPorts): Promise<void> {
  let failures = 0;
  const report: CollectorPorts["report"] = (status, reason) => {
    if (status === "ok") failures = 0;
    ports.report(status, reason);
  };
  while (!ports.stop.aborted) {
    try {
      return await collector.run({ ...ports, report });
    } catch (error) {
      if (ports.stop.aborted) return;
      ports.report("failing", reasonOf(error));
      await ports.sleep(pauseMs(failures, ports.random()));
      failures += 1;
    }
  }
}

/** A code where the system gives one, also in what caused the error, else the message, cut: it stands in every window. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error).slice(0, 200);
  if (error.name === "TimeoutError") return "timeout";
  const codes = [error, error.cause].map((of) => (of as NodeJS.ErrnoException | undefined)?.code);
  const code = codes.find((given) => typeof given === "string");
  return (code ?? error.message).slice(0, 200);
}
