import pLimit from "p-limit";
import type { RawObject, ScrapeMessage } from "../../schema/wire/raw.ts";
import type { Target } from "../../schema/wire/target.ts";
import { type ProbePorts, askTarget } from "./ask-target.ts";

/** Six connections may wait for headers in a Worker; a seventh would wait for the others' answers. */
const TARGETS_AT_ONCE = 5;

/** What a turn's pages after each target's first may fill together, in bytes: a Worker has 128 MB. */
const ROOM_BYTES = 24 * 1024 * 1024;

/** What a turn asks, of whom, by which registry. */
export type Turn = Readonly<{
  message: ScrapeMessage;
  registryVersion: number;
  targets: readonly Target[];
  cursors: ReadonlyMap<string, string | null>;
}>;

/** Asks every target of a turn, and makes the turn's raw object: one outcome per target, whatever any of them does. */
export async function scrape(turn: Turn, ports: Omit<ProbePorts, "room">): Promise<RawObject> {
  const { message, registryVersion, cursors } = turn;
  const targets = turn.targets
    .map((target) => ({ ...target, cursor: cursors.get(target.id) ?? null }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const room = { bytes: ROOM_BYTES };
  const inTurns = pLimit(TARGETS_AT_ONCE);
  const probes = await Promise.all(
    targets.map((target) => inTurns(() => askTarget(target, message.backfill, { ...ports, room }))),
  );
  return {
    plan: {
      schema: "livepeer.sla.raw/1",
      message,
      registry_version: registryVersion,
      targets,
    },
    outcomes: probes.map(({ outcome }) => outcome),
    windows: probes.flatMap(({ outcome: { target }, windows }) =>
      windows.map((signed) => ({ target, signed })),
    ),
  };
}
