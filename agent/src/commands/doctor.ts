import { checksScreen, type Check } from "../doctor/check.ts";
import { examine } from "../doctor/examine.ts";
import type { Host } from "../host.ts";
import { Refusal } from "../refusal.ts";
import { SETTING_NAMES } from "../settings/settings.ts";
import { examples, readSettings, settingsOptions, type AddCommand, type Flags } from "./options.ts";
import { localUrl } from "./status.ts";

/** `doctor`: what was found, what is missing, what to do. 0: what is set works. 1: something that is set does not. */
export const doctorCommand: AddCommand = (program, host, done) => {
  const command = program
    .command("doctor")
    .description("what was found, what is missing, what to do; 1 if something that is set fails")
    .option("--json", "print the checks as JSON");
  settingsOptions(command, SETTING_NAMES)
    .addHelpText("after", examples("doctor", "doctor --public-url https://sla.example.org"))
    .action(async ({ json, ...flags }: Flags) => {
      const checks = await checked(flags, host);
      host.out(json ? JSON.stringify(checks) : checksScreen(checks).join("\n"));
      done(checks.some(({ status }) => status === "broken") ? 1 : 0);
    });
};

/** Settings that cannot be read are the first thing to put right, and all that can be said. */
async function checked(flags: Flags, host: Host): Promise<Check[]> {
  try {
    const resolved = readSettings(flags, host);
    const { settings } = resolved;
    return await examine(resolved, localUrl(settings.host, settings.port), host);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const todo = "put it right, and ask again";
    return [{ name: "settings", status: "broken", found: error.message, todo }];
  }
}
