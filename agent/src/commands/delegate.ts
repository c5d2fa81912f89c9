import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { trustOf } from "../../../schema/sla/trust.ts";
import {
  CHAIN_ID,
  checkDelegation,
  Delegation,
  delegationText,
  type SignedDelegation,
} from "../../../schema/wire/delegation.ts";
import type { AgentKey } from "../../../schema/wire/identifier.ts";
import { keepDelegation } from "../delegation/own-delegation.ts";
import type { Exit, Host } from "../host.ts";
import { Refusal } from "../refusal.ts";
import type { Settings } from "../settings/resolve.ts";
import {
  examples,
  parsed,
  readSettings,
  settingsOptions,
  type AddCommand,
  type Flags,
} from "./options.ts";
import { readSigned } from "../delegation/read-signed.ts";
import { withOwnAgent } from "./own-agent.ts";

type Options = Flags & Readonly<{ check?: string; days: number; chainId: number; json?: true }>;

type Terms = Pick<Options, "days" | "chainId" | "json">;

const DAY_MS = 86_400_000;

const whole = (max: number) =>
  z
    .string()
    .regex(/^[1-9]\d{0,9}$/)
    .transform(Number)
    .pipe(z.int().max(max));

/** `delegate`: prints the text to sign, or checks a signed one. 0: it counts. 1: it does not. 2: it could not be checked. */
export const delegateCommand: AddCommand = (program, host, done) => {
  const command = program
    .command("delegate")
    .description(
      "print the text that binds this agent's key to an orchestrator, or check it signed",
    )
    .option("--check <file>", "a signed delegation; - is standard input")
    .option("--days <n>", "how long it holds, at most 90", parsed(whole(90), "1 to 90"), 90)
    .option(
      "--chain-id <n>",
      "the chain of the orchestrator",
      parsed(whole(2 ** 32), "a chain's number"),
      CHAIN_ID,
    )
    .option("--json", "print the result as JSON");
  settingsOptions(command, ["store", "public_url", "service_uri"])
    .addHelpText(
      "after",
      `${examples("delegate > delegation.txt", "delegate --check delegation.json")}

Sign the text with the orchestrator's wallet (trust 3) or the node's (trust 2), off this machine:
  $ cast wallet sign "$(cat delegation.txt)"      or livepeer_cli, "Sign a message"
The signed file is JSON, {"text": "…", "signature": "0x…"}, or the text with the signature as its last line.`,
    )
    .action(async ({ check, ...flags }: Options) => {
      const { settings } = readSettings(flags, host);
      if (check === undefined) return host.out(await textFor(settings, flags, host));
      done(await report(await readSigned(check, host.stdin), settings, flags, host));
    });
};

const textFor = (settings: Settings, { days, chainId }: Terms, host: Host) =>
  withOwnAgent(settings.store, host, (_, agent) => {
    const { agent: agent_key, orchestrator, node } = agent.identity();
    if (orchestrator === null)
      throw new Refusal("set the orchestrator first: whom should it speak for?");
    if (settings.public_url === undefined)
      throw new Refusal("set public_url first: `share`, or --public-url");
    const from = host.now() - (host.now() % 1000);
    return delegationText(
      Delegation.parse({
        orchestrator,
        node,
        service_uri: settings.service_uri ?? null,
        agent_url: settings.public_url,
        agent_key,
        chain_id: chainId,
        not_before: second(from),
        expires: second(from + days * DAY_MS),
        nonce: randomBytes(16).toString("hex"),
      }),
    );
  });

async function report(
  signed: SignedDelegation,
  settings: Settings,
  { chainId, json }: Terms,
  host: Host,
): Promise<Exit> {
  const checked = checkDelegation(signed, host.now(), chainId);
  if ("refused" in checked) {
    const { refused, detail } = checked;
    host.out(
      json
        ? JSON.stringify({ counts: false, refused, detail })
        : `does not count: ${detail} (${refused})`,
    );
    return 1;
  }
  const { delegation, signer } = checked;
  const { orchestrator, node, agent_key: agent, agent_url: url, expires } = delegation;
  const trust = trustOf({ url, agent, orchestrator, node, service_host: null }, checked);
  const counts = trust >= 2;
  const keeps = counts && chainId === CHAIN_ID;
  const kept = keeps ? await keepIfOwn(agent, signed, settings, host) : null;
  if (json) host.out(JSON.stringify({ counts, trust, signer, delegation, kept }));
  else {
    const who = {
      3: "the orchestrator's address",
      2: "the node's address, if the registry names this node for that orchestrator",
    };
    host.out(`signed by ${signer}`);
    host.out(
      trust === 3 || trust === 2
        ? `trust ${trust}: ${who[trust]}; until ${expires}`
        : `does not count: that is neither ${orchestrator} (the orchestrator) nor ${node ?? "any node"}`,
    );
    if (kept !== null) host.out(`kept in ${kept}: \`share\` puts it into the registry entry`);
  }
  return counts ? 0 : 1;
}

/** Keeps a delegation where it is this store's agent's; says where. */
async function keepIfOwn(
  agent: AgentKey,
  signed: SignedDelegation,
  { store }: Settings,
  host: Host,
): Promise<string | null> {
  if (!existsSync(join(store, "agent.db"))) return null;
  const own = await withOwnAgent(store, host, (_, { identity }) => identity().agent);
  return own === agent ? keepDelegation(store, signed) : null;
}

/** RFC 3339 with whole seconds. */
const second = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
