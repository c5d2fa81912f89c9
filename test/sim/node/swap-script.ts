import { gatewayWords, type GatewayWords, type Place } from "./gateway-words.ts";
import type { NodeStream, OrchestratorNode } from "./orchestrator-node.ts";

/** Something that happens, so many milliseconds after the start. */
export type Step = readonly [atMs: number, happen: () => void];

/** An orchestrator of the script, and how its gateway names it. */
export type Host = Readonly<{ node: Pick<OrchestratorNode, "accepts">; place: Place }>;

/** A stream that is moved, and one that nothing happens to: their requests. */
export const SWAPPED = "ce6ee475";
export const NORMAL = "12b4ba45";

/** When the last of it has ended. */
export const SCRIPT_MS = 100_000;

const DEATH = "CUDA error: an illegal memory access was encountered";

/** A gateway hears of what a runner says after so long. */
const WAY_MS = 500;

/**
 * A stream begins at A, whose runner dies after 44 s; the gateway moves it to B, where its client ends it. Another runs at
 * B all along. All hosts share one clock.
 *
 * @param t0    its start, Unix milliseconds
 * @param tell  hears what the gateway writes
 */
export function swapScript(t0: number, a: Host, b: Host, tell: (line: string) => void): Step[] {
  const says = (atMs: number, line: (at: number) => string): Step => [
    atMs,
    () => tell(line(t0 + atMs)),
  ];
  const [swapped, normal] = [gatewayWords(SWAPPED), gatewayWords(NORMAL)];
  const play = (
    { node, place }: Host,
    [mid, request, words]: readonly [mid: string, request: string, words: GatewayWords],
    [beginMs, endMs]: readonly [beginMs: number, endMs: number],
    end: (stream: NodeStream, at: number) => void,
  ): Step[] => {
    const startedAt = t0 + beginMs;
    const outputMs = beginMs + 2_000;
    let stream: NodeStream | null = null;
    const atNode = (atMs: number, act: (stream: NodeStream, at: number) => void): Step => [
      atMs,
      () => act((stream ??= node.accepts(mid, request)), t0 + atMs),
    ];
    const steps = [
      atNode(beginMs, ({ begins }, at) => begins(at)),
      says(beginMs + 100, (at) => words.pays(at, place)),
      atNode(outputMs, ({ firstOutput }, at) => firstOutput(at)),
      says(outputMs + WAY_MS, words.firstOutput),
      atNode(endMs, end),
    ];
    for (let ms = beginMs + 10_000; ms < endMs; ms += 10_000) {
      const isPartial = ms === beginMs + 10_000;
      steps.push(atNode(ms, ({ status }, at) => status(at, isPartial)));
      steps.push(says(ms + WAY_MS, (at) => words.status(at, place, startedAt, isPartial)));
    }
    return steps;
  };
  const dies = ({ runnerDies, ends }: NodeStream, at: number) => {
    runnerDies(at, DEATH);
    ends();
  };
  const leaves = ({ ends }: NodeStream) => ends();
  return [
    says(0, swapped.received),
    ...play(a, ["6fa05caf", SWAPPED, swapped], [1_000, 45_000], dies),
    says(45_500, (at) => swapped.error(at, a.place, DEATH)),
    says(45_900, (at) => swapped.swap(at, a.place)),
    ...play(b, ["7be17d02", SWAPPED, swapped], [46_000, SCRIPT_MS], leaves),
    says(SCRIPT_MS, swapped.closed),
    says(4_000, normal.received),
    ...play(b, ["01c4e9d3", NORMAL, normal], [5_000, 70_000], leaves),
    says(70_000, normal.closed),
  ].toSorted(([one], [other]) => one - other);
}
