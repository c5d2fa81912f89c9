import { createHash, createPrivateKey } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Agent, openAgent } from "../../agent/src/agent.ts";
import { listen } from "../../agent/src/http/listen.ts";
import { dueAt, minuteOf } from "../../agent/src/minute.ts";
import type { Observation } from "../../schema/wire/observation.ts";
import { TargetInput } from "../../schema/wire/target.ts";
import { WINDOW_MS, type Window, WindowsPage } from "../../schema/wire/window.ts";
import { servedBy } from "../agent/support/test-agent.ts";

/** An agent's place in the network, and what it will observe: each fact in the minute in which it happens. */
export type Observer = Readonly<{
  /** Its key and the names of its epochs follow from it: the same agent can be had twice. */
  name: string;
  who: Pick<TargetInput, "role"> &
    Partial<Pick<TargetInput, "orchestrator" | "node" | "service_uri">>;
  facts: readonly Observation[];
  /** The start of the minute in which its clock begins, where that is not when all begin. */
  bornAt?: number;
  /** Whether its process does not run in a minute, by its start; it then answers nobody. */
  isOff?: (start: number) => boolean;
  /** Whether it leaves a sealed window out of what it serves. */
  withholds?: (window: Window) => boolean;
}>;

/** A real agent on a clock that only the test moves, answering on a loopback port. */
export type LiveAgent = Readonly<{
  /** What an operator registers. */
  target: TargetInput;
  /** Lives on until the start of a minute: observes, and seals every minute that has ended. */
  liveUntil: (ms: number) => void;
  /** Is told now of what happened before. */
  hearLate: (facts: readonly Observation[]) => void;
  /** Starts of all windows that it serves; none where it does not run. */
  served: () => Promise<number[]>;
  close: () => Promise<void>;
}>;

const EVENTS = [{ name: "events", status: "ok", reason: null }] as const;

/** Opens an agent with a new store. @param startMs  the start of the minute in which clocks begin */
export async function openLiveAgent(of: Observer, startMs: number): Promise<LiveAgent> {
  const { name, who, bornAt = startMs, isOff = () => false, withholds } = of;
  const store = mkdtempSync(join(tmpdir(), "live-agent-"));
  writeFileSync(join(store, "key.pem"), keyOf(name), { mode: 0o600 });
  const clock = { ms: bornAt };
  const { role, orchestrator = null, node = null } = who;
  let names = 0;
  const random = (bytes: number) => digest(`${name}/${names++}`).subarray(0, bytes);
  const config = { store, role, orchestrator, node, collectors: () => EVENTS };
  const open = (): Agent => openAgent(config, { now: () => clock.ms, random });
  let agent: Agent | null = open();
  const running = () => (agent ??= open());
  const stop = () => {
    agent?.close();
    agent = null;
  };
  const { agent: key } = agent.identity();
  const byMinute = Map.groupBy(of.facts, ({ at }) => minuteOf(at));
  let next = bornAt;
  const answer = async ({ url }: Request): Promise<Response> => {
    if (agent === null) return new Response(null, { status: 503 });
    const reply = await agent.fetch(new Request(url));
    if (withholds === undefined || new URL(url).pathname !== "/v1/windows") return reply;
    const page = WindowsPage.parse(await reply.json());
    const windows = page.windows.filter(({ window }) => !withholds(window));
    return Response.json({ ...page, windows });
  };
  const listener = await listen(answer, { host: "127.0.0.1", port: 0 });
  return {
    target: TargetInput.parse({ url: listener.url, agent: key, ...who }),
    liveUntil: (ms) => {
      for (; next < ms; next += WINDOW_MS) {
        if (isOff(next)) {
          stop();
          continue;
        }
        clock.ms = Math.max(clock.ms, next);
        const { accept, seal } = running();
        const facts = byMinute.get(next) ?? [];
        clock.ms = next + WINDOW_MS - 1;
        if (facts.length > 0) accept(facts);
        clock.ms = dueAt(next);
        seal();
      }
    },
    hearLate: (facts) => void running().accept(facts),
    served: async () => {
      if (agent === null) return [];
      const windows = await servedBy((path) => answer(new Request(listener.url + path)));
      return windows.map(({ window }) => window.start);
    },
    close: async () => {
      await listener.close();
      stop();
      rmSync(store, { recursive: true, force: true });
    },
  };
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** The Ed25519 key whose seed is the digest of a name, PKCS #8 (RFC 8410) in PEM. */
function keyOf(name: string): string {
  const head = Buffer.from("302e020100300506032b657004220420", "hex");
  const key = Buffer.concat([head, digest(name)]);
  return createPrivateKey({ key, format: "der", type: "pkcs8" })
    .export({ format: "pem", type: "pkcs8" })
    .toString();
}
