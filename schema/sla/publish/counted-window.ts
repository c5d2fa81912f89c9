import type { Window, WindowContent } from "../../wire/window.ts";

/** What counts of a window: its place, and what it holds. The rest is its agent's claim, or proof. */
export type CountedWindow = Readonly<Pick<Window, "start" | "epoch" | "seq"> & WindowContent>;

/** Collectors from which an agent knows of jobs. */
const JOB_COLLECTORS: readonly Window["collectors"][number]["name"][] = [
  "trickle",
  "node-log",
  "events",
  "ingest",
];

/** Whether an agent could see jobs in a window's minute: some of its job collectors was `ok`, and none failed. */
export function sawJobs({ collectors }: Pick<Window, "collectors">): boolean {
  const own = collectors.filter(({ name }) => JOB_COLLECTORS.includes(name));
  return (
    own.some(({ status }) => status === "ok") && own.every(({ status }) => status !== "failing")
  );
}
