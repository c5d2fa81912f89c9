import { checkTargetUrl } from "../../../schema/wire/target-url.ts";
import { REACH_ADVICE } from "../reach/advice.ts";
import { reach, type Reach } from "../reach/reach.ts";
import { Refusal } from "../refusal.ts";
import { registryEntry } from "../registry-entry.ts";
import { CONFIG_VARIABLE, defaultConfigPath } from "../settings/find-file.ts";
import { variableOf } from "../settings/settings.ts";
import { setInFile } from "../settings/set-in-file.ts";
import { confirm } from "./confirm.ts";
import {
  examples,
  readSettings,
  REGISTRY,
  settingsOptions,
  type AddCommand,
  type Flags,
} from "./options.ts";
import { sampleWindow } from "./sample-window.ts";
import { withOwnAgent } from "./own-agent.ts";

type Options = Flags & Readonly<{ yes?: true; listen?: string; json?: true }>;

/** Every address of this machine. */
const EVERYWHERE = "0.0.0.0";

/** `share [url]`: shows what strangers will see, opens the port, prints the registry entry. 1: not reached yet. */
export const shareCommand: AddCommand = (program, host, done) => {
  const command = program
    .command("share")
    .description("show what strangers will see, open the port, print the registry entry")
    .argument("[url]", "how strangers will reach it: https://sla.example.org")
    .option(
      "--listen <address>",
      `listen here; by default ${EVERYWHERE} if nothing else answers there`,
    )
    .option("--yes", "do not ask")
    .option("--json", "print the registry entry alone, and nothing else");
  settingsOptions(command, ["store", ...REGISTRY])
    .addHelpText(
      "after",
      examples("share https://sla.example.org", "share http://node.example.org:9480 --yes"),
    )
    .action(async (given: string | undefined, { yes, listen, json, ...flags }: Options) => {
      const { settings, origins, file } = readSettings(flags, host);
      const url = given ?? settings.public_url;
      if (url === undefined) throw new Refusal("under which URL? share https://sla.example.org");
      const checked = checkTargetUrl(url, false);
      if ("refused" in checked)
        throw new Refusal(`${url}: ${checked.refused}; ${REACH_ADVICE[checked.fault]}`);
      const { origin } = checked;
      const say = json ? () => {} : host.out;
      const { identity, sample } = await withOwnAgent(settings.store, host, async (get, agent) => ({
        identity: agent.identity(),
        sample: await sampleWindow(get),
      }));
      const { entry, leftOut } = await registryEntry(identity, origin, settings, host.now());
      say(
        sample ??
          "No window is sealed yet; this is what strangers will see then: nothing but such minutes.",
      );
      say(WHAT_LEAVES);
      if (!yes && !(await confirm(`Let strangers read this at ${origin}? [y/N] `, host))) {
        host.err("nothing was changed");
        return done(2);
      }
      const reached = await reach(origin, { fetch: host.fetch, agent: identity.agent });
      const { env = {}, home } = host;
      const path =
        file ?? String(flags["config"] ?? (env[CONFIG_VARIABLE] || defaultConfigPath(home)));
      const address = listen ?? (opens(reached, origin) ? EVERYWHERE : null);
      const values = { public_url: origin, ...(address !== null && { host: address }) };
      setInFile(path, values);
      for (const [name, value] of Object.entries(values)) say(`${path}: ${name} = "${value}"`);
      for (const name of ["host", "public_url"] as const)
        if (origins[name] === "environment") say(`but ${variableOf(name)} is set, and is stronger`);
      say(outcome(reached, origin, address !== null));
      if (leftOut !== null) host.err(leftOut);
      say("Registry entry, for whoever runs a scraper:");
      host.out(JSON.stringify(entry, null, json ? 0 : 2));
      done(reached.reached ? 0 : 1);
    });
};

const WHAT_LEAVES = `
That is all that leaves this machine: signed minutes like this one, and counters at /metrics. No prompt, no log, no
address of a client, no stream id. Request ids leave as pseudonyms. Whoever can reach the URL can read it.
`;

/** A proxy or a tunnel speaks TLS for the agent; only plain http can lead to the agent itself, once it listens there. */
const opens = (reached: Reach, origin: string): boolean =>
  !reached.reached &&
  origin.startsWith("http:") &&
  (reached.fault === "port" || reached.fault === "timeout");

function outcome(reached: Reach, origin: string, opened: boolean): string {
  const restart = opened ? "Restart the agent, so that it listens there. " : "";
  if (reached.reached) return `${restart}${origin} answers, as seen from this machine.`;
  const { fault, detail } = reached;
  return `${origin} is not reached yet (${fault}: ${detail}): ${REACH_ADVICE[fault]}.
${restart}Then ask \`livepeer-sla-agent doctor\`.`;
}
