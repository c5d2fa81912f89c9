import { openAgent } from "../agent.ts";
import { Refusal } from "../refusal.ts";
import { registryEntry } from "../registry-entry.ts";
import {
  configOf,
  examples,
  readSettings,
  REGISTRY,
  settingsOptions,
  WHO,
  type AddCommand,
  type Flags,
} from "./options.ts";

type Options = Flags & Readonly<{ entry?: true }>;

/** `identity`: prints who this agent is, as `/v1/identity` answers it; makes its key where it has none. */
export const identityCommand: AddCommand = (program, host) => {
  const command = program
    .command("identity")
    .description("print who this agent is")
    .option("--entry", "print its registry entry instead, as `share` does");
  settingsOptions(command, [...WHO, "public_url", ...REGISTRY])
    .addHelpText(
      "after",
      examples(
        "identity --role orchestrator --orchestrator 0x… --region fra",
        "identity --entry --service-uri https://orch.example.org:8935",
      ),
    )
    .action(async ({ entry: wantsEntry, ...flags }: Options) => {
      const resolved = readSettings(flags, host);
      const { public_url } = resolved.settings;
      const agent = openAgent(configOf(resolved), { now: host.now });
      try {
        const identity = agent.identity();
        if (wantsEntry !== true) return host.out(JSON.stringify(identity, null, 2));
        if (public_url === undefined)
          throw new Refusal("set public_url first: `share`, or --public-url");
        const { origin } = new URL(public_url);
        const about = await registryEntry(identity, origin, resolved.settings, host.now());
        if (about.leftOut !== null) host.err(about.leftOut);
        host.out(JSON.stringify(about.entry, null, 2));
      } finally {
        agent.close();
      }
    });
};
