import { execFile } from "node:child_process";
import { SMI_FIELDS } from "./parse-smi.ts";

/** What nvidia-smi did. `absent`: there is no such program, or no GPU. `failed`: a code and what it stands for. */
export type SmiRun = { stdout: string } | { absent: string } | { failed: string };

const ARGS = [`--query-gpu=${SMI_FIELDS.join(",")}`, "--format=csv,noheader,nounits"];

/** The exit statuses of nvidia-smi, by its manual, section RETURN VALUE. */
const EXITS: ReadonlyMap<number, string> = new Map([
  [2, "invalid argument"],
  [3, "not available on this device"],
  [4, "no permission"],
  [8, "external power cables not attached"],
  [9, "driver not loaded"],
  [10, "interrupt issue with a GPU"],
  [12, "NVML library not found"],
  [13, "NVML function missing"],
  [14, "infoROM corrupted"],
  [15, "GPU fell off the bus"],
]);

/** Its manual's status for a query that found no such object: no GPU. */
const NOT_FOUND = 6;

/**
 * Runs nvidia-smi once. What it prints on failure is not kept: it names hosts and paths.
 *
 * @param signal  kills it; a driver that hangs keeps the process, so this does not wait for its end
 * @throws the signal's reason
 */
export function runSmi(command: string, signal: AbortSignal): Promise<SmiRun> {
  return new Promise((done, fail) => {
    const options = { signal, killSignal: "SIGKILL", maxBuffer: 1024 * 1024 } as const;
    execFile(command, ARGS, options, (error, stdout, stderr) => {
      if (signal.aborted) return fail(signal.reason as Error);
      if (/no devices were found/i.test(stdout + stderr)) return done({ absent: "no GPU found" });
      if (error === null) return done({ stdout });
      if (error.code === "ENOENT") return done({ absent: "nvidia-smi is not installed" });
      if (error.code === NOT_FOUND) return done({ absent: "no GPU found" });
      done({ failed: failureOf(error.code) });
    });
  });
}

function failureOf(code: string | number | null | undefined): string {
  if (typeof code !== "number") return `nvidia-smi: ${code ?? "killed"}`;
  const meaning = EXITS.get(code);
  return `nvidia-smi exit ${code}${meaning === undefined ? "" : `: ${meaning}`}`;
}
