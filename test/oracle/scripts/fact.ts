import type { ObservationInput } from "../../../schema/wire/observation.ts";

/** A fact `at` ms after the beginning, that comes so many windows late. An error may have a message for its cause. */
export type Fact = Readonly<{
  kind: ObservationInput["kind"];
  at: number;
  late: number;
  message?: string;
}> &
  Readonly<Record<string, unknown>>;

/** The facts of one job or request: the nth, from a time on, whose orchestrator is named beside the node or not. */
export type Telling = (n: number, from: number, isOwned: boolean) => Fact[];
