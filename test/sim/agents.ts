import type { TargetInput } from "../../schema/wire/target.ts";
import type { WindowsByHour } from "./windows-by-hour.ts";

/** Real agents that answer on loopback. */
export type Agents = Readonly<{
  /** What an operator registers. */
  targets: readonly TargetInput[];
  /** What they hold that nobody has asked for yet. */
  windows: WindowsByHour;
}>;
