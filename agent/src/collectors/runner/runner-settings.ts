import type { GpuSlots } from "../gpu/gpu-slots.ts";
import type { RunnerAddress } from "./known-runner.ts";
import type { RunnerReadings } from "./runner-readings.ts";

/** From the start of a container to its first answer that it is ready. */
export type Startup = Readonly<{ pipeline: string; model: string; ms: number }>;

/** How the host's ai-runners are found and read. */
export type RunnerSettings = Readonly<{
  /** Runners that the operator names; by default none. */
  runners?: readonly RunnerAddress[];
  /** Ports on 127.0.0.1 that are tried for runners; by default those of go-livepeer's convention. */
  ports?: readonly number[];
  /** The Docker Engine's socket, asked with GET for go-livepeer's containers; by default it is not touched. */
  dockerSocket?: string;
  /**
   * Makes jobs from the runners' own status, where that can be reached; by default false. For hosts without a better
   * source of jobs: two sources would make two jobs of each stream.
   */
  jobs?: boolean;
  /** Reads slots from the health of live runners; by default false. For runners that no node on this host manages. */
  capacity?: boolean;
  /** By default 5,000 and 2,000. The first output of a job is known to one interval. */
  intervalMs?: number;
  timeoutMs?: number;
  /** Whether the agent has an undecided job of that id; by default never. */
  isOpen?: (job: string) => boolean;
  /** Hears of each container that was seen to start; its clock and this host's are one. */
  onStartup?: (startup: Startup) => void;
  /** Where the readings are left for other collectors of the host, and where those of its GPUs are. */
  readings?: RunnerReadings;
  slots?: GpuSlots;
}>;
