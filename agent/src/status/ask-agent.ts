import { Identity } from "../../../schema/wire/identity.ts";
import { WindowsPage, type Window } from "../../../schema/wire/window.ts";
import type { Host } from "../host.ts";
import { Refusal } from "../refusal.ts";
import { metricsIn, type Metrics } from "./metrics-text.ts";

/** A running agent, as its public routes show it. */
export type AgentState = Readonly<{
  url: string;
  identity: Identity;
  /** Sealing is not behind. */
  healthy: boolean;
  /** The newest of the last ten minutes; null where there is none. */
  window: Window | null;
  metrics: Metrics;
}>;

const TIMEOUT_MS = 5_000;
const RECENT_MS = 600_000;

/**
 * Asks a running agent how it is.
 *
 * @throws Refusal where nothing answers, or not an agent
 */
export async function askAgent(
  url: string,
  { fetch, now }: Pick<Host, "fetch" | "now">,
): Promise<AgentState> {
  const ask = (path: string) =>
    fetch(url + path, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: "manual" }).catch(
      (error: Error) => {
        const { code } = (error.cause ?? error) as NodeJS.ErrnoException;
        throw new Refusal(`no agent answers at ${url}: ${code ?? error.message}`);
      },
    );
  const json = async (path: string) => (await ask(path)).json().catch(() => undefined);
  const identity = Identity.safeParse(await json("/v1/identity"));
  if (!identity.success) throw new Refusal(`what answers at ${url} is not an agent`);
  const from = new Date(now() - RECENT_MS).toISOString();
  const page = WindowsPage.safeParse(await json(`/v1/windows?from=${from}`));
  return {
    url,
    identity: identity.data,
    healthy: (await ask("/healthz")).ok,
    window: page.success ? newest(page.data) : null,
    metrics: metricsIn(await (await ask("/metrics")).text()),
  };
}

/** The newest minute; an import of the past seals old ones. */
const newest = ({ windows }: WindowsPage): Window | null =>
  windows.reduce<Window | null>(
    (last, { window }) => (last === null || window.start >= last.start ? window : last),
    null,
  );
