import { Counter, Gauge, Registry } from "prom-client";
import type { CollectorHealth } from "../../schema/wire/window.ts";
import type { Accepted } from "./accept.ts";
import type { Opened } from "./opened.ts";
import { pragma } from "./store/database.ts";
import { keptWindows, newestStart } from "./store/windows.ts";
import { AGENT_VERSION } from "./version.ts";

/** What an agent says of itself to Prometheus, in a registry of its own. */
export type AgentMetrics = Readonly<{
  count: (accepted: Omit<Accepted, "refusals">) => void;
  contentType: string;
  text: () => Promise<string>;
}>;

/** @param collectors  read at each scrape */
export function agentMetrics(
  { db, health, pace }: Opened,
  collectors: () => readonly CollectorHealth[],
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
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}
