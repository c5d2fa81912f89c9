import { hourOf, previousHour } from "../schema/sla/hour.ts";
import { Address } from "../schema/wire/identifier.ts";
import { Target } from "../schema/wire/target.ts";

/** The hour that is closed. */
export const HOUR = hourOf(Date.UTC(2026, 0, 9, 13));
/** The hour, and the one before it. */
export const HOURS = [previousHour(HOUR), HOUR] as const;

export const MINUTES = 60;

/** Workflows, and GPUs, of every orchestrator. */
export const MODELS = ["streamdiffusion-sdxl", "comfyui"];
export const CARDS = ["NVIDIA GeForce RTX 4090", "NVIDIA H100 80GB HBM3"];

/** Targets of one message of the paid preset. */
const SHARD_SIZE = 100;
const GATEWAYS = 10;
const REGIONS = ["fra", "nyc", "sin", "lax"];

/** A network: so many orchestrators of two workflows and two GPUs, and ten gateways spread over their shards. */
export type Network = Readonly<{ orchestrators: number; shards: number }>;

/** One of a network: the n-th of its role. */
export type Member = Readonly<{ n: number; target: Target }>;

export const networkOf = (orchestrators: number): Network => ({
  orchestrators,
  shards: Math.ceil(orchestrators / SHARD_SIZE),
});

/** The targets of a shard: its orchestrators, and the gateways that are its. */
export function targetsOf({ orchestrators, shards }: Network, shard: number): Member[] {
  const from = shard * SHARD_SIZE;
  const to = Math.min(orchestrators, from + SHARD_SIZE);
  const own = Array.from({ length: to - from }, (_, i) => from + i);
  const gateways = [...Array(GATEWAYS).keys()].filter((n) => n % shards === shard);
  return [
    ...own.map((n) => ({ n, target: targetOf(n, shard, "orchestrator") })),
    ...gateways.map((n) => ({ n, target: targetOf(n, shard, "gateway") })),
  ];
}

/** The orchestrators that a gateway uses. */
export const usedBy = ({ orchestrators }: Network, gateway: number): number[] =>
  Array.from({ length: orchestrators }, (_, n) => n).filter((n) => n % GATEWAYS === gateway);

export const hex = (n: number, digits: number): string => n.toString(16).padStart(digits, "0");

/** Spread over all addresses, as hashes are. */
export function addressOf(n: number): Address {
  const known = addresses.get(n);
  if (known !== undefined) return known;
  const address = Address.parse(`0x${hex(Math.imul(n + 1, 0x9e3779b1) >>> 0, 8)}${hex(n, 32)}`);
  addresses.set(n, address);
  return address;
}

/** Every entry of a window names one. */
const addresses = new Map<number, Address>();

/** The node of the n-th orchestrator. */
export const nodeOf = (n: number): Address => addressOf(n + 1_000_000);

const targetOf = (n: number, shard: number, role: "orchestrator" | "gateway"): Target =>
  Target.parse({
    id: hex(role === "gateway" ? 0x900000 + n : n, 16),
    url: `https://agent-${n}.example`,
    agent: `ed25519:${`${role[0]}${n}`.padStart(43, "A")}`,
    role,
    orchestrator: role === "gateway" ? null : addressOf(n),
    node: role === "gateway" ? null : nodeOf(n),
    gateway: role === "gateway" ? addressOf(n + 2_000_000) : null,
    service_host: null,
    region: REGIONS[n % REGIONS.length],
    lookback_ms: 0,
    shard,
    registered_at: 0,
    enabled: true,
    trust: 0,
  });
