import * as z from "zod";
import { Address } from "../../../schema/wire/identifier.ts";
import { Region, Role } from "../../../schema/wire/workflow.ts";
import { REGISTRY } from "./registry-settings.ts";
import { RunnerUrls } from "./runner-url.ts";
import { HttpUrl, OFF, orOff, Port, type Setting, setting } from "./setting.ts";

const ADDRESS = {
  schema: Address,
  expected: "an address, 0x and 40 hex digits",
  value: "<address>",
  example: `0x${"0".repeat(40)}`,
} as const;
const port = (example: number) =>
  ({ schema: Port, expected: "a whole number from 0 to 65535", value: "<port>", example }) as const;
const url = (example: string) =>
  ({
    schema: orOff(HttpUrl),
    expected: `an http or https URL, or ${OFF}`,
    value: "<url>",
    example,
  }) as const;
const path = (example: string, expected: string) =>
  ({ schema: orOff(z.string().min(1)), expected, value: "<path>", example }) as const;

/** Whose agent it is. What is left out stays as the store has it. */
const WHO = {
  store: setting({
    schema: z.string().min(1),
    expected: "a folder",
    about: "the agent's database and key",
    value: "<folder>",
    example: "/var/lib/livepeer-sla-agent",
  }),
  role: setting({
    schema: Role,
    expected: "orchestrator or gateway",
    about: "orchestrator or gateway; a new store needs it",
    value: "<role>",
    example: "orchestrator",
  }),
  orchestrator: setting({ ...ADDRESS, about: "the on-chain recipient that it works for" }),
  node: setting({ ...ADDRESS, about: "the hot wallet of its node, where that is another" }),
  region: setting({
    schema: Region,
    expected: "lower-case letters, digits and dashes",
    about: "where it is: fra, us-east",
    value: "<id>",
    example: "fra",
  }),
};

/** Where it listens, and how strangers reach it. */
const LISTEN = {
  host: setting({
    schema: z.string().min(1).max(253),
    expected: "an address of this machine, like 127.0.0.1 or 0.0.0.0",
    about: "where the public, read-only routes listen; loopback until you `share`",
    value: "<address>",
    example: "127.0.0.1",
  }),
  port: setting({ ...port(9480), about: "of the public, read-only routes" }),
  ingest_port: setting({ ...port(9481), about: "of POST /v1/observations, on loopback only" }),
  public_url: setting({
    schema: HttpUrl,
    expected: "an http or https URL",
    about: "the URL under which strangers reach it: a DNS name, no IP address",
    value: "<url>",
    example: "https://sla.example.org",
  }),
};

/** Where facts come from. What is left out is looked for where such a node has it; `off` switches it off. */
const SOURCES = {
  events: setting({
    ...path("/var/log/livepeer-events.ndjson", `a file, - or ${OFF}`),
    about: "go-livepeer's event envelopes, as they come: a file, or - for standard input",
    value: "<file>",
  }),
  trickle_url: setting({
    ...url("https://127.0.0.1:8935"),
    about: "the orchestrator's service port, for the runner's events (self-signed TLS is fine)",
  }),
  node_log: setting({
    ...path("/var/log/livepeer.log", `a file, - or ${OFF}`),
    about: "go-livepeer's log (its stderr), a file or -: which jobs there are, and their bytes",
    value: "<file>",
  }),
  runner_urls: setting({
    schema: orOff(RunnerUrls),
    expected: `http or https URLs parted by commas, each with status=<url> or same-clock behind it, or ${OFF}`,
    about:
      "ai-runner containers; `<url> status=<url>` where a stream's status is (port 8888), `same-clock` for one on this host",
    value: "<urls>",
    example: ["http://127.0.0.1:8900 status=http://172.17.0.2:8888"],
  }),
  docker_socket: setting({
    ...path("/var/run/docker.sock", `a path or ${OFF}`),
    about: "find runners through Docker; whoever may read this socket owns the host: opt in",
  }),
  node_metrics_url: setting({
    ...url("http://127.0.0.1:7935"),
    about:
      "the node's CLI port; the agent asks for /metrics there and for nothing that moves money",
  }),
  gpu_command: setting({
    ...path("nvidia-smi", `a command or ${OFF}`),
    about: "what reads the GPUs",
    value: "<command>",
  }),
  gateway_heartbeat_port: setting({
    ...port(9482),
    schema: orOff(Port),
    expected: `a whole number from 0 to 65535, or ${OFF}`,
    about: "of the gateway's -liveAIHeartbeatURL, on loopback only",
  }),
  gateway_status_url: setting({
    ...url("http://127.0.0.1:9935"),
    about: "the gateway's own HTTP port, for the status of its streams",
  }),
};

/** Every setting, by the section of the file that it stands in; "" is the top. */
export const SECTIONS = {
  "": WHO,
  listen: LISTEN,
  registry: REGISTRY,
  sources: SOURCES,
} as const;

/** Every setting by its name. A flag writes it `--ingest-port`, the environment `LIVEPEER_SLA_INGEST_PORT`. */
export const SETTINGS = { ...WHO, ...LISTEN, ...REGISTRY, ...SOURCES } as const;

export type SettingName = keyof typeof SETTINGS;

/** What an operator said. A source that is null is switched off. */
export type Given = {
  readonly [N in SettingName]?: z.infer<(typeof SETTINGS)[N]["schema"]> | undefined;
};

/** The names, in the order of the file. */
export const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[];

/** A setting as its base type, whatever its name. */
export const settingOf = (name: SettingName): Setting => SETTINGS[name];

export const flagOf = (name: SettingName): string => `--${name.replaceAll("_", "-")}`;

export const variableOf = (name: SettingName): string => `LIVEPEER_SLA_${name.toUpperCase()}`;

/** The section of the file in which a setting stands; "" is the top. */
export const sectionOf = (name: SettingName): string =>
  Object.entries(SECTIONS).find(([, settings]) => name in settings)?.[0] ?? "";
