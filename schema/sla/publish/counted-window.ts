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

/** Whether an agent could see jobs in a window's minute. */
export const sawJobs = ({ collectors }: Pick<Window, "collectors">): boolean =>
  collectors.some(({ name, status }) => JOB_COLLECTORS.includes(name) && status === "ok");
