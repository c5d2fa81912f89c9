import type * as z from "zod";
import { Network } from "../../schema/wire/network.ts";

const standing = (low: readonly number[], decided: number) => ({ decided, low: [...low] });

type Node = Readonly<{
  orchestrator: string;
  uri?: string | null;
  state?: "up" | "down" | "unknown";
  region?: string | null;
  gpus?: readonly string[];
  workflows?: readonly string[];
  low?: readonly number[];
  decided?: number;
  last?: readonly ("success" | "failed")[];
  turn?: string;
}>;

export const WORKFLOW = "live-video-to-video/streamdiffusion-sdxl";

/** An orchestrator of 20 bytes that are all the same. */
export const addressOf = (byte: number): string =>
  `0x${byte.toString(16).padStart(2, "0").repeat(20)}`;

/** A node that is up and has a record in every view and period; override only what the test is about. */
export function networkNodeOf({
  orchestrator,
  uri = `https://${orchestrator}.example:8935`,
  state = "up",
  region = "fra",
  gpus = ["NVIDIA L40S"],
  workflows = [WORKFLOW],
  low = [95],
  decided = 100,
  last = ["success", "success", "success"],
  turn = orchestrator.slice(2, 18),
}: Node): z.input<typeof Network>["nodes"][number] {
  const views = {
    cautious: standing(low, decided),
    any: standing(low, decided),
    corroborated: standing(low, decided),
  };
  return {
    orchestrator,
    turn,
    trust: 1,
    points: [{ uri, region: region as never, state }],
    gpus: [...gpus],
    regions: region === null ? [] : [region as never],
    workflows: [null, ...workflows].map((workflow) => ({
      workflow,
      last: [...last],
      standings: { "24h": views, "7d": views },
      capacity: { busy_slot_ms: 1, idle_slot_ms: 3 },
    })),
  };
}

/** A network of these nodes, at 14:00. */
export const networkOf = (nodes: readonly Node[]): Network =>
  Network.parse({
    schema: "livepeer.sla.network/1",
    to: "2026-01-09T14:00:00Z",
    policy: { id: "test", digest: "0".repeat(64) },
    provisional_below: 30,
    nodes: nodes.map(networkNodeOf),
  });
