import type { CollectorPorts } from "../../agent/src/collectors/collector.ts";
import type { Observation } from "../../schema/wire/observation.ts";

/** What a collector did, in order. */
export type Recorded = Readonly<{
  ports: CollectorPorts;
  accepted: Observation[];
  refused: string[];
  reports: (readonly [status: string, reason: string | null])[];
  pauses: number[];
  stop: () => void;
}>;

/** Ports that record. Nothing sleeps: a pause is noted, and over at once. */
export function recordingPorts(override: Partial<CollectorPorts> = {}): Recorded {
  const controller = new AbortController();
  const recorded = { accepted: [], refused: [], reports: [], pauses: [] } as Pick<
    Recorded,
    "accepted" | "refused" | "reports" | "pauses"
  >;
  const ports: CollectorPorts = {
    accept: (observations) => void recorded.accepted.push(...observations),
    refuse: (reason) => void recorded.refused.push(reason),
    report: (status, reason) => void recorded.reports.push([status, reason]),
    now: Date.now,
    random: () => 0.5,
    sleep: async (ms) => void recorded.pauses.push(ms),
    stop: controller.signal,
    ...override,
  };
  return { ...recorded, ports, stop: () => controller.abort() };
}
