import { DatabaseSync } from "node:sqlite";
import type { JobDelta } from "../schema/wire/job-entry.ts";
import { factsOf } from "./sla-facts.ts";
import { HOUR, type Network } from "./sla-network.ts";
import { cpuSeconds } from "./sla-cpu.ts";

/** A plain aggregation of what every window of the hour says, a row each, in memory: its statements alone. CPU seconds. */
export function openSqlite(network: Network): () => number {
  const db = new DatabaseSync(":memory:");
  db.exec(`
    CREATE TABLE jobs (target, orchestrator, job, model, gpu, gateway, active, stall, samples, errors, received, sent);
    CREATE TABLE slots (orchestrator, model, busy, idle, loading);
    CREATE TABLE gpus (orchestrator, gpu, ppm, samples);
    BEGIN`);
  const [job, slot, gpu] = [
    db.prepare("INSERT INTO jobs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
    db.prepare("INSERT INTO slots VALUES (?, ?, ?, ?, ?)"),
    db.prepare("INSERT INTO gpus VALUES (?, ?, ?, ?)"),
  ];
  for (let shard = 0; shard < network.shards; shard++)
    for (const [id, { planned, windows }] of factsOf(network, shard, HOUR).targets)
      for (const { window } of windows.values()) {
        const { orchestrator, gateway } = planned.target;
        for (const { job: name, orchestrator: of, model, gpu: card, delta: d } of window.jobs)
          job.run(id, of, name, model, card?.name ?? null, gateway, ...valuesOf(d));
        for (const { model, busy_slot_ms, idle_slot_ms, loading_slot_ms } of window.capacity)
          slot.run(orchestrator, model, busy_slot_ms, idle_slot_ms, loading_slot_ms);
        for (const { name, utilisation_ppm_sum, utilisation_samples } of window.gpus)
          gpu.run(orchestrator, name, utilisation_ppm_sum, utilisation_samples);
      }
  db.exec("COMMIT");
  return () =>
    cpuSeconds(() =>
      db.exec(`
        CREATE TABLE job_sums AS SELECT target, orchestrator, job, model, gpu, gateway, sum(active), sum(stall),
          sum(samples), sum(errors), sum(received), sum(sent) FROM jobs GROUP BY target, job;
        CREATE TABLE slot_sums AS SELECT orchestrator, model, sum(busy), sum(idle), sum(loading) FROM slots
          GROUP BY orchestrator, model;
        CREATE TABLE gpu_sums AS SELECT orchestrator, gpu, sum(ppm), sum(samples) FROM gpus GROUP BY orchestrator, gpu;
        DROP TABLE job_sums; DROP TABLE slot_sums; DROP TABLE gpu_sums`),
    );
}

const valuesOf = (d: JobDelta): number[] => [
  d.active_ms,
  d.stall_ms,
  d.samples,
  d.errors,
  d.bytes_received,
  d.bytes_sent,
];
