import { join } from "node:path";
import { openAgent } from "../../agent/src/agent.ts";
import { listen } from "../../agent/src/http/listen.ts";
import { observeFiles } from "../../agent/src/observe-files.ts";
import { TargetInput } from "../../schema/wire/target.ts";
import { WindowsPage } from "../../schema/wire/window.ts";
import type { Agents } from "./agents.ts";
import { windowsByHour } from "./windows-by-hour.ts";

/** How far back the imported windows may lie. */
const LOOKBACK_MS = 100 * 365 * 86_400_000;

/**
 * One agent in the gateway role with these files of events imported, answering on loopback.
 *
 * @param say  hears of every envelope that cannot be read
 */
export async function startImport(
  files: readonly string[],
  storeDir: string,
  say: (line: string) => void,
): Promise<Agents & { stop: () => Promise<void> }> {
  const agent = openAgent({ store: join(storeDir, "events"), role: "gateway" }, { now: Date.now });
  let unreadable = 0;
  const observations = observeFiles(files, process.stdin, ({ file, line, reason }) => {
    unreadable++;
    say(`${file}:${line}: passed over: ${reason}`);
  });
  const { accepted, windows } = await agent.importObservations(observations, () => unreadable);
  say(`imported: ${accepted} new observations in ${windows} windows`);
  const { url, close } = await listen(agent.fetch, { host: "127.0.0.1", port: 0 });
  const target = TargetInput.parse({
    url,
    agent: agent.identity().agent,
    role: "gateway",
    lookback_ms: LOOKBACK_MS,
  });
  return {
    targets: [target],
    windows: windowsByHour(await startsOf(url)),
    stop: async () => {
      await close();
      agent.close();
    },
  };
}

/** The start of every window that an agent serves. */
async function startsOf(url: string): Promise<number[]> {
  const starts: number[] = [];
  for (let after: string | null = null; ;) {
    const query: string = after === null ? "" : `?after=${encodeURIComponent(after)}`;
    const page = WindowsPage.parse(await (await fetch(`${url}/v1/windows${query}`)).json());
    if (page.windows.length === 0) return starts;
    starts.push(...page.windows.map(({ window }) => window.start));
    after = page.next;
  }
}
