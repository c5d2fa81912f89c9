import { digestOf, sha256 } from "../../schema/wire/canonical.ts";
import type { AgentKey } from "../../schema/wire/identifier.ts";
import { agentKeyOf, signWindow } from "../../schema/wire/signature.ts";
import { Target } from "../../schema/wire/target.ts";
import {
  type SignedWindow,
  WINDOW_MS,
  type Window,
  type WindowsPage,
} from "../../schema/wire/window.ts";
import { quietWindow } from "./quiet-window.ts";

/** A minute that tests begin at: 2026-01-09T13:30:00Z. */
export const MINUTE = 1_767_965_400_000;

/** An agent's name and what it signs with. */
export type TestAgent = Readonly<{ key: AgentKey; privateKey: CryptoKey }>;

/** A new agent, with a key of its own. */
export async function testAgent(): Promise<TestAgent> {
  const pair = (await crypto.subtle.generateKey("Ed25519", true, [
    "sign",
    "verify",
  ])) as CryptoKeyPair;
  const raw = (await crypto.subtle.exportKey("raw", pair.publicKey)) as ArrayBuffer;
  return { key: agentKeyOf(new Uint8Array(raw)), privateKey: pair.privateKey };
}

/** One window of an agent, signed. */
export const signedWindow = (
  agent: TestAgent,
  override: Partial<Window> = {},
): Promise<SignedWindow> =>
  signWindow(quietWindow({ start: MINUTE, ...override, agent: agent.key }), agent.privateKey);

/** Consecutive minutes of one epoch, chained and signed. @param override for every window */
export async function signedChain(
  agent: TestAgent,
  count: number,
  { start = MINUTE, seq = 0, ...override }: Partial<Window> = {},
): Promise<SignedWindow[]> {
  const chain: SignedWindow[] = [];
  for (let i = 0; i < count; i++) {
    const below = chain.at(-1);
    const prev = below ? await digestOf(below) : (override.prev ?? null);
    const at = start + i * WINDOW_MS;
    chain.push(await signedWindow(agent, { ...override, start: at, seq: seq + i, prev }));
  }
  return chain;
}

/** A page as an agent serves it, the whole of what it keeps unless told otherwise. */
export const windowsPage = (
  windows: readonly SignedWindow[],
  override: Partial<WindowsPage> = {},
): WindowsPage => ({
  schema: "livepeer.sla.windows/1",
  windows: [...windows],
  next: `s/${windows.length}`,
  earliest: windows.length === 0 ? null : "s/1",
  latest: windows.length === 0 ? null : `s/${windows.length}`,
  ...override,
});

/** An agent's row in the registry. */
export const targetOf = async (
  { key }: Pick<TestAgent, "key">,
  override: Partial<Target> = {},
): Promise<Target> =>
  Target.parse({
    id: (await sha256(new TextEncoder().encode(key) as Uint8Array<ArrayBuffer>)).slice(0, 16),
    url: "https://agent.example",
    agent: key,
    role: "orchestrator",
    orchestrator: `0x${"ab".repeat(20)}`,
    node: null,
    gateway: null,
    service_host: null,
    region: null,
    lookback_ms: 7 * 86_400_000,
    shard: 0,
    registered_at: 0,
    enabled: true,
    trust: 0,
    ...override,
  });
