import { setTimeout as sleep } from "node:timers/promises";
import { InvalidArgumentError } from "commander";
import type { Host } from "../host.ts";
import { askAgent, type AgentState } from "../status/ask-agent.ts";
import { statusScreen } from "../status/status-screen.ts";
import { examples, readSettings, settingsOptions, type AddCommand, type Flags } from "./options.ts";

type Options = Flags & Readonly<{ watch?: true | number; json?: true }>;

/** Cursor home, and everything below it gone. */
const CLEAR = "\x1b[H\x1b[2J";
const EVERY_SECONDS = 5;

/** `status [url]`: a running agent at a glance. 0: it runs. 1: it runs and is behind, or a source fails. 2: no answer. */
export const statusCommand: AddCommand = (program, host, done) => {
  const command = program
    .command("status")
    .description("a running agent at a glance: 0 well, 1 something fails, 2 no answer")
    .argument("[url]", "where it answers; by default where the settings let it listen")
    .option("--watch [seconds]", `again and again, every ${EVERY_SECONDS} s`, seconds)
    .option("--json", "print it as JSON");
  settingsOptions(command, ["host", "port"])
    .addHelpText("after", examples("status --watch", "status https://sla.example.org --json"))
    .action(async (given: string | undefined, { watch, json, ...flags }: Options) => {
      const { settings } = readSettings(flags, host);
      const url = given ?? localUrl(settings.host, settings.port);
      for (;;) {
        const state = await askAgent(url, host);
        done(isWell(state) ? 0 : 1);
        if (json) host.out(JSON.stringify(state));
        else
          host.out(
            `${watch && host.isTerminal ? CLEAR : ""}${statusScreen(state, host.now()).join("\n")}`,
          );
        if (watch === undefined || host.stop.aborted) return;
        await pause(watch === true ? EVERY_SECONDS : watch, host);
        if (host.stop.aborted) return;
      }
    });
};

/** Where an agent on this machine answers: what listens everywhere answers on loopback too. */
export const localUrl = (host: string, port: number): string => {
  const name = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return `http://${name.includes(":") ? `[${name}]` : name}:${port}`;
};

const isWell = ({ healthy, window }: AgentState): boolean =>
  healthy && (window?.collectors ?? []).every(({ status }) => status !== "failing");

const pause = (seconds: number, { stop }: Host): Promise<unknown> =>
  sleep(seconds * 1000, undefined, { signal: stop }).catch(() => {});

function seconds(text: string): number {
  const given = Number(text);
  if (!(given >= 1 && given <= 3600)) throw new InvalidArgumentError("expected 1 to 3600 seconds");
  return given;
}
