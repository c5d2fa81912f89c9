import { readdirSync, readFileSync } from "node:fs";

/** Clock ticks a second of /proc/<pid>/stat: 100 on every Linux that is met. */
const TICKS = 100;

/** CPU that a process and the children it waited for have used so far, in milliseconds. Reads /proc: for Linux. */
export function cpuMsOf(pid: number): number {
  // utime, stime, cutime, cstime: fields 14 to 17 of proc_pid_stat(5).
  const ticks = statOf(pid)
    .slice(11, 15)
    .reduce((sum, field) => sum + Number(field), 0);
  return (ticks * 1000) / TICKS;
}

/** The live children of a process whose program has this name. */
export function childrenOf(parent: number, program: string): number[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => parentOf(pid) === parent && programOf(pid) === program);
}

/** Fields of /proc/<pid>/stat from the third on: the name before them may hold anything. */
const statOf = (pid: number): string[] =>
  readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];

const orGone = <T>(read: () => T, gone: T): T => {
  try {
    return read();
  } catch {
    return gone;
  }
};

const parentOf = (pid: number): number => orGone(() => Number(statOf(pid)[1]), 0);

const programOf = (pid: number): string =>
  orGone(() => readFileSync(`/proc/${pid}/comm`, "utf8").trim(), "");
