import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { openAgent, type Agent } from "../../../agent/src/agent.ts";
import type { AgentConfig } from "../../../agent/src/config.ts";
import { Observation, type ObservationInput } from "../../../schema/wire/observation.ts";
import { WindowsPage, type SignedWindow } from "../../../schema/wire/window.ts";

/** 2026-01-09 13:50:00 UTC, the start of a minute. */
export const START = 1_767_966_600_000;
export const MINUTE = 60_000;

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "sla-agent-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** An agent on a clock that only the test moves. `restart` opens the same store again, as after a crash. */
export function testAgent(config: Partial<AgentConfig> = {}, store = temporaryFolder()) {
  const clock = { ms: START };
  const open = () => openAgent({ store, role: "gateway", ...config }, { now: () => clock.ms });
  let agent = open();
  onTestFinished(() => agent.close());
  return {
    clock,
    store,
    agent: () => agent,
    restart: (): Agent => {
      agent.close();
      agent = open();
      return agent;
    },
    /** Lets time pass minute by minute, sealing each, with some time for grace. */
    live: (minutes: number): void => {
      for (let i = 0; i < minutes; i++) {
        clock.ms += MINUTE;
        agent.seal();
      }
    },
  };
}

/** Tickets to one recipient: each observation is one payment entry, so that it can be counted in windows. */
export const payment = (n: number, at: number, more: object = {}): Observation =>
  Observation.parse({
    kind: "payment",
    id: `payment-${n}`,
    at,
    orchestrator: recipient(n),
    tickets: 1,
    face_value_wei: "1000",
    win_prob: "0.5",
    ...more,
  } satisfies ObservationInput);

/** The recipient of the n-th payment. */
export const recipient = (n: number): string => `0x${n.toString(16).padStart(40, "0")}`;

/** All windows that an agent serves, page by page, in the order of sealing. */
export async function servedBy(
  get: (path: string) => Response | Promise<Response>,
  query = "",
): Promise<SignedWindow[]> {
  const windows: SignedWindow[] = [];
  for (let after = ""; ;) {
    const page = WindowsPage.parse(await (await get(`/v1/windows?${query}${after}`)).json());
    windows.push(...page.windows);
    if (page.windows.length === 0) return windows;
    after = `&after=${encodeURIComponent(page.next)}`;
  }
}

/** Asks an agent without a listener. */
export const asking = (agent: Agent) => (path: string, init?: RequestInit) =>
  agent.fetch(new Request(`http://agent${path}`, init));

/** How many tickets went to each recipient, over windows. */
export function ticketsIn(windows: readonly SignedWindow[]): Map<string, number> {
  const tickets = new Map<string, number>();
  for (const { orchestrator, fees } of windows.flatMap(({ window }) => window.payments)) {
    const to = String(orchestrator);
    tickets.set(to, (tickets.get(to) ?? 0) + fees.tickets);
  }
  return tickets;
}
