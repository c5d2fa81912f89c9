import { Option } from "commander";
import { Period } from "../../../schema/wire/compliance.ts";
import type { Hour } from "../../../schema/wire/quantity.ts";
import type { Host } from "../host.ts";
import { Refusal } from "../refusal.ts";
import { pullWindows, type Pulled } from "../score/pull-windows.ts";
import { scoreScreen } from "../score/score-screen.ts";
import { scoreWindows, type Span } from "../score/score-windows.ts";
import { UNKNOWN_HERE } from "../score/unknown-here.ts";
import { hour } from "./hour-options.ts";
import {
  examples,
  parsed,
  readSettings,
  settingsOptions,
  type AddCommand,
  type Flags,
} from "./options.ts";
import { withOwnAgent } from "./own-agent.ts";

type Options = Flags &
  Readonly<{ period: Period; from?: Hour; to?: Hour; workflow?: string; json?: true }>;

const TIMEOUT_MS = 30_000;

/** `score [agents…]`: the SLA from windows pulled directly from agents, by default from one's own store. */
export const scoreCommand: AddCommand = (program, host) => {
  const command = program
    .command("score")
    .description("what your SLA is, what it lost points to, and what would raise it")
    .argument("[agents...]", "URLs of agents; by default the windows of the own store")
    .addOption(
      new Option("--period <period>", "1h, 24h, 7d or 30d")
        .default("24h")
        .argParser(parsed(Period, "1h, 24h, 7d or 30d")),
    )
    .addOption(
      new Option("--from <time>", "first hour, 2026-01-09T13:00:00Z, in place of a period")
        .argParser(hour)
        .conflicts("period"),
    )
    .addOption(
      new Option("--to <time>", "first hour after the range, with --from")
        .argParser(hour)
        .conflicts("period"),
    )
    .option("--workflow <name>", "<pipeline>/<model>; by default all")
    .option("--json", "print the whole of it as JSON");
  settingsOptions(command, ["store"])
    .addHelpText(
      "after",
      `${examples(
        "score --period 7d",
        "score --from 2026-01-09T13:00:00Z --to 2026-01-09T18:00:00Z",
        "score https://sla.example.org https://gateway.example.org",
      )}\n\n${UNKNOWN_HERE}`,
    )
    .action(async (urls: string[], { period, from, to, workflow, json, ...flags }: Options) => {
      const span = from === undefined && to === undefined ? period : rangeOf(from, to);
      const agents =
        urls.length === 0
          ? [await ownWindows(readSettings(flags, host).settings.store, host)]
          : await Promise.all(urls.map((url) => pull(url, host)));
      const scores = await scoreWindows(agents, span, workflow ?? null);
      if (json) return host.out(JSON.stringify(scores));
      if (scores.length === 0)
        return host.out(
          `no orchestrator is in these windows${typeof span === "string" ? "" : ` from ${span.from} to ${span.to}`}`,
        );
      host.out(scores.map((score) => scoreScreen(score).join("\n")).join("\n\n"));
    });
};

/** @throws Refusal that names what is wrong with a range */
function rangeOf(from: Hour | undefined, to: Hour | undefined): Span {
  if (from === undefined) throw new Refusal(`--to ${to} needs --from: the first hour`);
  if (to === undefined)
    throw new Refusal(`--from ${from} needs --to: the first hour after the range`);
  if (from >= to) throw new Refusal(`--from ${from} is not before --to ${to}`);
  return { from, to };
}

const ownWindows = (store: string, host: Host): Promise<Pulled> =>
  withOwnAgent(store, host, (get) => pullWindows("http://agent", get));

function pull(base: string, { fetch }: Host): Promise<Pulled> {
  if (!URL.canParse(base)) throw new Refusal(`${base} is no URL`);
  const { origin } = new URL(base);
  return pullWindows(origin, (path) =>
    fetch(origin + path, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch((error: Error) => {
      throw new Refusal(`${origin} cannot be reached: ${error.message}`);
    }),
  );
}
