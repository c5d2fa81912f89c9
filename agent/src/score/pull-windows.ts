import { sha256 } from "../../../schema/wire/canonical.ts";
import { Identity } from "../../../schema/wire/identity.ts";
import { SignedWindow, WindowsPage } from "../../../schema/wire/window.ts";
import { verifyAll } from "../../../schema/sla/chain.ts";
import { Target } from "../../../schema/wire/target.ts";
import { Refusal } from "../refusal.ts";

/** What one agent says of itself, and everything that it has sealed; every signature and chain checked. */
export type Pulled = Readonly<{ target: Target; windows: readonly SignedWindow[] }>;

/** More pages than a week of full windows makes. */
const MAX_PAGES = 20_000;

/**
 * Pulls an agent's windows from the agent itself. Nobody registered it: its target is what it claims, at trust 0.
 *
 * @param get  asks the agent for a path
 * @throws Refusal when its answers are not what they should be, or do not verify
 */
export async function pullWindows(
  url: string,
  get: (path: string) => Response | Promise<Response>,
): Promise<Pulled> {
  const identity = Identity.safeParse(await json(url, get, "/v1/identity"));
  if (!identity.success) throw new Refusal(`${url}/v1/identity does not answer as an agent does`);
  const { agent, role, orchestrator, node, region } = identity.data;
  const windows: SignedWindow[] = [];
  let query = "";
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const page = WindowsPage.safeParse(await json(url, get, `/v1/windows${query}`));
    if (!page.success)
      throw new Refusal(`${url}/v1/windows: ${page.error.issues[0]?.path.join(".")} is wrong`);
    windows.push(...page.data.windows);
    if (page.data.windows.length === 0 || page.data.next === page.data.latest) break;
    query = `?after=${encodeURIComponent(page.data.next)}`;
  }
  const fault = await verifyAll(windows, agent);
  if (fault) throw new Refusal(`${url}: window ${fault.at}: ${fault.fault}`);
  const id = (await sha256(new TextEncoder().encode(agent))).slice(0, 16);
  const first = windows.reduce(
    (ms, { window }) => Math.min(ms, window.start),
    Number.MAX_SAFE_INTEGER,
  );
  const claimed = {
    url,
    agent,
    role,
    orchestrator,
    node,
    gateway: null,
    service_host: null,
    region,
  };
  const registered = {
    lookback_ms: 0,
    shard: 0,
    registered_at: windows.length === 0 ? 0 : first,
    enabled: true,
    trust: 0,
  };
  return { target: Target.parse({ id, ...claimed, ...registered }), windows };
}

async function json(
  url: string,
  get: (path: string) => Response | Promise<Response>,
  path: string,
): Promise<unknown> {
  const response = await get(path);
  if (!response.ok) throw new Refusal(`${url}${path} answered ${response.status}`);
  return response.json().catch(() => undefined);
}
