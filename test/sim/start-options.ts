import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";

/** What `npm start` was asked for. Paths are absolute. */
export type StartOptions = Readonly<{
  port: number;
  /** Simulated orchestrators. */
  fleet: number;
  /** Thirteen hostile agents among it. */
  hostile: boolean;
  stateDir: string;
  /** Begin with an empty state. */
  fresh: boolean;
  /** Files of go-livepeer events to import instead of running a simulated fleet; empty for the fleet. */
  events: readonly string[];
}>;

export const USAGE = `Usage: npm start -- [options]

  --port <n>         where the API listens (8787)
  --fleet <n>        simulated orchestrators, 1 to 1000 (12)
  --hostile          thirteen hostile agents among them; always from a fleet of 50 on
  --state <dir>      folder that keeps everything (.state)
  --fresh            empty that folder first
  --events <file…>   instead of the fleet: one gateway's agent with these go-livepeer events
  --help             this text`;

const HOSTILE_FROM = 50;

/** What was asked for cannot be done; the message names what was given. */
export class BadOption extends Error {}

/**
 * Reads the arguments of `npm start`.
 *
 * @param cwd  what relative paths are relative to
 * @returns null when help was asked for
 * @throws BadOption for an unknown flag, a bad number or a missing file
 */
export function readStartOptions(args: readonly string[], cwd: string): StartOptions | null {
  const { values, positionals } = parse(args);
  if (values.help) return null;
  const given = values.events ?? [];
  if (given.length === 0 && positionals.length > 0) {
    throw new BadOption(`${positionals[0]} is no option; files follow --events`);
  }
  const events = [...given, ...positionals].map((file) => resolve(cwd, file));
  const missing = events.find((file) => !existsSync(file));
  if (missing !== undefined) throw new BadOption(`--events: there is no file ${missing}`);
  const fleet = whole("--fleet", values.fleet, 1, 1000);
  return {
    port: whole("--port", values.port, 1, 65_535),
    fleet,
    hostile: events.length === 0 && (values.hostile || fleet >= HOSTILE_FROM),
    stateDir: resolve(cwd, values.state),
    fresh: values.fresh,
    events,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        port: { type: "string", default: "8787" },
        fleet: { type: "string", default: "12" },
        state: { type: "string", default: ".state" },
        hostile: { type: "boolean", default: false },
        fresh: { type: "boolean", default: false },
        events: { type: "string", multiple: true },
        help: { type: "boolean", default: false },
      },
    });
  } catch (error) {
    throw new BadOption(String(error instanceof Error ? error.message : error).split(". ")[0]);
  }
}

function whole(flag: string, given: string, low: number, high: number): number {
  const value = /^\d+$/.test(given) ? Number(given) : Number.NaN;
  if (value >= low && value <= high) return value;
  throw new BadOption(`${flag} is a whole number from ${low} to ${high}, not ${given}`);
}
