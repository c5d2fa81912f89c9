import { Observation } from "../../../../schema/wire/observation.ts";
import type { Collector, CollectorPorts } from "../collector.ts";
import { reasonOf } from "../supervise.ts";
import { askRunner } from "./ask-runner.ts";
import { type Fleet, findRunners } from "./find-runners.ts";
import { healthOf } from "./known-runner.ts";
import type { RunnerReading } from "./runner-readings.ts";
import type { RunnerSettings } from "./runner-settings.ts";
import { slotsOf } from "./slots-of.ts";

/** Every so many turns GPUs are read, and runners are looked for. */
const HARDWARE_TURNS = 2;
const FIND_TURNS = 12;

/** A runner that nobody named, and that did not answer so often in a row, is gone. */
const GONE_AFTER = 3;

/**
 * The host's ai-runners: their health, their GPUs, and where nothing better tells of jobs, their streams. A host without
 * any is `absent`; `failing` names how many do not answer, and why the first.
 */
export function runnerCollector(settings: RunnerSettings = {}): Collector {
  const { intervalMs = 5000, timeoutMs = 2000 } = settings;
  const fleet: Fleet = new Map();
  const turnOf = async (turn: number, ports: CollectorPorts): Promise<void> => {
    let trouble: string | null = null;
    if (turn % FIND_TURNS === 0)
      await findRunners(fleet, settings, ports).catch((error: unknown) => {
        trouble = reasonOf(error);
      });
    const isHardwareTurn = turn % HARDWARE_TURNS === 0;
    const about = { settings, intervalMs, timeoutMs, isHardwareTurn };
    await Promise.all([...fleet.values()].map((runner) => askRunner(runner, ports, about)));
    if (ports.stop.aborted) return;
    for (const { url, isConfigured, isListed, failures } of fleet.values())
      if (!isConfigured && !isListed && failures >= GONE_AFTER) fleet.delete(url);
    const readings = readingsOf(fleet);
    settings.readings?.note(readings);
    if (settings.capacity === true) {
      const facts = slotsOf(readings, ports.now()).map((fact) => Observation.parse(fact));
      if (facts.length > 0) ports.accept(facts);
    }
    report(fleet, trouble, ports);
  };
  return {
    name: "runner",
    run: async (ports) => {
      for (let turn = 0; !ports.stop.aborted; turn++) {
        const began = ports.now();
        await turnOf(turn, ports);
        await ports.sleep(Math.max(0, intervalMs - (ports.now() - began)));
      }
    },
  };
}

function readingsOf(fleet: Fleet): RunnerReading[] {
  return [...fleet.values()].flatMap((runner) => {
    const { workflow, gpus } = runner;
    const health = healthOf(runner);
    return workflow === null || health === null ? [] : [{ ...workflow, health, gpus }];
  });
}

function report(fleet: Fleet, trouble: string | null, { report }: CollectorPorts): void {
  const broken = [...fleet.values()].filter(
    (runner) => runner.failure !== null && healthOf(runner) !== "LOADING",
  );
  if (trouble !== null) return report("failing", trouble);
  if (broken.length > 0)
    return report("failing", `${broken.length} of ${fleet.size} runners: ${broken[0]?.failure}`);
  if (fleet.size === 0) return report("absent", "no ai-runner found");
  report("ok", null);
}
