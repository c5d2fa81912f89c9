import { address } from "../schema/sla/publish/scene.ts";
import { type Actor, AGENT_A, AGENT_B, B, GATEWAY } from "./stage.ts";
import { type Stream, stream } from "./stream.ts";

const ON_B: Partial<Stream> = { orchestrator: B, node: address("b1") };

/** Streams of every fate at two orchestrators, seen by a gateway and by both agents, one of which sees a third. */
export const STREAMS: readonly (Partial<Stream> & { n: number })[] = [
  { n: 1 },
  { n: 2, at: 200_000, fps: (i) => (i % 3 === 0 ? 7.4 : 12.6) },
  { n: 3, at: 400_000, firstMs: 6000 },
  { n: 4, at: 500_000, firstMs: null, end: { ending: "error", cause: "model" } },
  { n: 5, at: 600_000, lengthMs: 45_000, end: "swap" },
  { n: 5, at: 645_000, ...ON_B },
  { n: 6, at: 900_000, ...ON_B, skewMs: 400, fps: () => 9 },
  { n: 7, at: 1_200_000, ...ON_B, end: null },
  { n: 8, at: 3_550_000, lengthMs: 600_000 },
  { n: 9, at: 1_500_000, purpose: "test", fps: () => 1 },
];

const seen = STREAMS.map((of) => ({ of, ...stream(of) }));
const agentOf = (onB: boolean) =>
  seen.filter(({ of }) => (of.orchestrator === B) === onB).flatMap((each) => each.orchestrator);

/** A gateway's agent and those of two orchestrators. */
export const PARTY: readonly Actor[] = [
  { of: GATEWAY, facts: seen.flatMap((each) => each.gateway), off: [40] },
  { of: AGENT_A, facts: agentOf(false) },
  { of: AGENT_B, facts: agentOf(true), off: [17, 18] },
];
export const TARGETS = PARTY.map(({ of }) => of);
