import { Counter, Gauge, Registry } from "prom-client";
import type { CollectorHealth } from "../../schema/wire/window.ts";
import type { Accepted } from "./accept.ts";
import { hostReadings } from "./host-readings.ts";
import { hostMetrics } from "./metrics/host-metrics.ts";
import { jobMetrics } from "./metrics/job-metrics.ts";
import { dueAt } from "./minute.ts";
import type { Opened } from "./opened.ts";
import { readAgent } from "./store/agent-row.ts";
import { pragma } from "./store/database.ts";
import { keptWindows, newestStart } from "./store/windows.ts";
import { AGENT_VERSION } from "./version.ts";

/** What an agent says of itself to Prometheus, in a registry of its own. */
export type AgentMetrics = Readonly<{
  count: (accepted: Omit<Accepted, "refusals">) => void;
  /** After windows were sealed: counts what is in them. */
  sealed: () => void;
  contentType: string;
  text: () => Promise<string>;
}>;

const STATES = ["ok", "absent", "failing"] as const;

/**
 * @param collectors  read at each scrape
 * @param host        the same
 */
export function agentMetrics(
  { db, health, now, pace }: Opened,
  collectors: () => readonly CollectorHealth[],
  host = hostReadings(),
): AgentMetrics {
  const registry = new Registry<typeof Registry.OPENMETRICS_CONTENT_TYPE>();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  const registers = [registry];
  const observations = new Counter({
    name: "livepeer_sla_observations_total",
    help: "Observations since the start of the process, by what became of them; late ones are accepted too.",
    labelNames: ["result"] as const,
    registers,
  });
  new Gauge({
    name: "livepeer_sla_windows_kept",
    help: "Sealed windows that are kept.",
    registers,
    collect() {
      this.set(keptWindows(db).count);
    },
  });
  new Gauge({
    name: "livepeer_sla_newest_window_start_seconds",
    help: "Start of the window that was sealed last, Unix time; absent while there is none.",
    registers,
    collect() {
      const start = newestStart(db);
      if (start !== null) this.set(start / 1000);
    },
  });
  new Gauge({
    name: "livepeer_sla_sealing_lag_seconds",
    help: "For how long the minute that is sealed next has been due; 0 where it is not due yet.",
    registers,
    collect() {
      const next = readAgent(db)?.next_start ?? null;
      if (next !== null) this.set(Math.max(0, now() - dueAt(next)) / 1000);
    },
  });
  new Gauge({
    name: "livepeer_sla_store_bytes",
    help: "Size of the database, without its journal.",
    registers,
    collect() {
      this.set(pragma(db, "page_count") * pragma(db, "page_size"));
    },
  });
  new Gauge({
    name: "livepeer_sla_store_ok",
    help: "1 while the store takes what it is given; 0 while the disk is full, or fails.",
    registers,
    collect() {
      this.set(health.trouble === null ? 1 : 0);
    },
  });
  new Counter({
    name: "livepeer_sla_clock_jumps_total",
    help: "Times that the clock was set, or the machine slept, since the start of the process.",
    labelNames: ["direction"] as const,
    registers,
    collect() {
      this.reset();
      for (const direction of ["forward", "backward"] as const)
        this.inc({ direction }, pace.jumps[direction]);
    },
  });
  new Counter({
    name: "livepeer_sla_gaps_total",
    help: "Times that minutes were passed over because the process did not run through them, or could not write.",
    registers,
    collect() {
      this.reset();
      this.inc(pace.gaps);
    },
  });
  new Gauge({
    name: "livepeer_sla_collector_ok",
    help: "1 while a collector reads what it should.",
    labelNames: ["collector"] as const,
    registers,
    collect() {
      for (const { name, status } of collectors())
        this.set({ collector: name }, status === "ok" ? 1 : 0);
    },
  });
  new Gauge({
    name: "livepeer_sla_collector_status",
    help: "1 for the status that a collector has, 0 for the others.",
    labelNames: ["collector", "status"] as const,
    registers,
    collect() {
      for (const { name, status } of collectors())
        for (const state of STATES)
          this.set({ collector: name, status: state }, state === status ? 1 : 0);
    },
  });
  hostMetrics(host, registry);
  const sealed = jobMetrics({ db }, registry);
  new Gauge({
    name: "livepeer_sla_agent",
    help: "The agent's version, as a label.",
    labelNames: ["version"] as const,
    registers,
  }).set({ version: AGENT_VERSION }, 1);
  return {
    count: ({ accepted, duplicate, late, rejected }) => {
      for (const [result, n] of Object.entries({ accepted, duplicate, late, rejected }))
        observations.inc({ result }, n);
    },
    sealed,
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}
