import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { Refusal } from "../refusal.ts";
import { CONFIG_VARIABLE, defaultConfigPath } from "../settings/find-file.ts";
import { resolveSettings } from "../settings/resolve.ts";
import { flagOf, SETTING_NAMES, type SettingName } from "../settings/settings.ts";
import { settingsFile } from "../settings/write-file.ts";
import { examples, givenFlags, settingsOptions, type AddCommand, type Flags } from "./options.ts";

/** `init`: writes a settings file with every setting explained; those given as flags are set in it. */
export const initCommand: AddCommand = (program, host) => {
  const command = program
    .command("init")
    .description("write a commented settings file; flags that you give are set in it")
    .option("--force", "write over the file that is there")
    .option("--json", "print what was written as JSON");
  settingsOptions(command, SETTING_NAMES)
    .addHelpText(
      "after",
      examples(
        "init --role orchestrator --orchestrator 0x… --region fra",
        "init --config /etc/livepeer-sla-agent.toml --role gateway",
      ),
    )
    .action(({ force, json, config, ...flags }: Flags) => {
      const { env = {}, home } = host;
      const path = String(config ?? (env[CONFIG_VARIABLE] || defaultConfigPath(home)));
      if (existsSync(path) && force !== true)
        throw new Refusal(`${path} is there already; --force writes over it`);
      const { settings, origins } = resolveSettings({
        flags: givenFlags(flags),
        env: {},
        file: null,
        home,
      });
      const given = Object.keys(origins) as SettingName[];
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      writeFileSync(
        path,
        settingsFile(Object.fromEntries(given.map((name) => [name, settings[name]]))),
      );
      if (json === true) return host.out(JSON.stringify({ file: path, set: given }));
      host.out(
        `${path} written${given.length === 0 ? "" : `, with ${given.map(flagOf).join(", ")}`}`,
      );
      host.out("next: livepeer-sla-agent doctor");
    });
};
