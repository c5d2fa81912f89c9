import { address } from "../schema/sla/publish/scene.ts";
import {
  type Actor,
  AGENT_A,
  AGENT_B,
  B,
  complianceIn,
  GATEWAY,
  hourFrom,
} from "../properties/stage.ts";
import { type Stream, stream } from "../properties/stream.ts";

export type Seen = ReturnType<typeof stream>;

/** A stream at orchestrator B's node. */
export const AT_B: Partial<Stream> = { orchestrator: B, node: address("b1") };
export const FAILING: Partial<Stream> = { firstMs: null, end: { ending: "error", cause: "gpu" } };

/** Streams 3 min apart, of the minutes from `first` on. */
export const streams = (n: number, first: number, of: Partial<Stream> = {}): Seen[] =>
  Array.from({ length: n }, (_, i) =>
    stream({ n: first + i, at: (first + 3 * i) * 60_000, ...of }),
  );

export const seenBy = (all: readonly Seen[]): Actor => ({
  of: GATEWAY,
  facts: all.flatMap(({ gateway }) => gateway),
});
export const toldBy = (all: readonly Seen[], off: readonly number[] = [], of = AGENT_A): Actor => ({
  of,
  facts: all.flatMap(({ orchestrator }) => orchestrator),
  off,
});
export const toldByB = (all: readonly Seen[]): Actor => toldBy(all, [], AGENT_B);

/** What a gateway that ranks orchestrators looks at, in both views. */
export async function standing(actors: readonly Actor[], orchestrator = AGENT_A.orchestrator!) {
  const { views, corroborated, completeness, reporting } = await complianceIn(
    await hourFrom(actors),
    orchestrator,
  );
  const of = ({ score, score_low, self_excused, decided }: typeof views.any) => ({
    score,
    low: score_low,
    self_excused,
    decided,
  });
  return {
    any: of(views.any),
    corroborated: of(views.corroborated),
    share: corroborated.ppm,
    completeness: completeness.ppm,
    reporting: reporting.ppm,
  };
}
