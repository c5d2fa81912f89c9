import { Option } from "commander";
import { Period, type Compliance } from "../../../schema/wire/compliance.ts";
import { openAgent } from "../agent.ts";
import type { Host } from "../host.ts";
import { Refusal } from "../refusal.ts";
import { pullWindows, type Pulled } from "../score/pull-windows.ts";
import { scoreWindows } from "../score/score-windows.ts";
import { parsed, storeOption, type AddCommand } from "./options.ts";

type Options = Readonly<{ store: string; period: Period; workflow?: string; json?: true }>;

const TIMEOUT_MS = 30_000;

/** `score [agents…]`: the SLA from windows pulled directly from agents, by default from one's own store. */
export const scoreCommand: AddCommand = (program, host) => {
  program
    .command("score")
    .description("compute the SLA from windows pulled directly from agents; needs no deployment")
    .argument("[agents...]", "URLs of agents; by default the windows of the own store")
    .addOption(storeOption(host.home))
    .addOption(
      new Option("--period <period>", "1h, 24h, 7d or 30d")
        .default("24h")
        .argParser(parsed(Period, "1h, 24h, 7d or 30d")),
    )
    .option("--workflow <name>", "<pipeline>/<model>; by default all")
    .option("--json", "print the whole of it as JSON")
    .action(async (urls: string[], { store, period, workflow, json }: Options) => {
      const agents =
        urls.length === 0
          ? [await ownWindows(store, host)]
          : await Promise.all(urls.map((url) => pull(url, host)));
      const scores = await scoreWindows(agents, period, workflow ?? null);
      if (json) return host.out(JSON.stringify(scores));
      if (scores.length === 0) return host.out("no orchestrator is in these windows");
      for (const score of scores) host.out(lineOf(score));
    });
};

async function ownWindows(store: string, { now }: Host): Promise<Pulled> {
  const agent = openAgent({ store }, { now });
  try {
    return await pullWindows("http://agent", (path) =>
      agent.fetch(new Request(`http://agent${path}`)),
    );
  } finally {
    agent.close();
  }
}

function pull(base: string, { fetch }: Host): Promise<Pulled> {
  if (!URL.canParse(base)) throw new Refusal(`${base} is no URL`);
  const { origin } = new URL(base);
  return pullWindows(origin, (path) =>
    fetch(origin + path, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch((error: Error) => {
      throw new Refusal(`${origin} cannot be reached: ${error.message}`);
    }),
  );
}

/** `0x… score 83.21 (low 12.00, provisional), 2 of 3 jobs, 2026-01-09T13:00:00Z to …` */
function lineOf({ orchestrator, from, to, views: { any } }: Compliance): string {
  const score = any.score === null ? "no decided job" : `score ${any.score.toFixed(2)}`;
  const low =
    any.score_low === null
      ? ""
      : ` (low ${any.score_low.toFixed(2)}${any.provisional ? ", provisional" : ""})`;
  return `${orchestrator} ${score}${low}, ${any.success} of ${any.decided} decided jobs succeeded, ${from} to ${to}`;
}
