import type { Period } from "../../../schema/wire/compliance.ts";
import type { Hour } from "../../../schema/wire/quantity.ts";
import { mirror } from "../published/mirror.ts";
import { openSource } from "../published/open-source.ts";
import { askedHours, hourOptions } from "./hour-options.ts";
import { examples, type AddCommand } from "./options.ts";
import { periodsOption } from "./periods-option.ts";

/** A month of sums takes long to copy: that is done where it is asked for. */
const PERIODS: readonly Period[] = ["1h", "24h"];

type Options = Readonly<{
  hour?: Hour;
  from?: Hour;
  to?: Hour;
  period: readonly Period[];
  json?: true;
}>;

/** `mirror <api> <folder>`: everything public of some hours as files, with which `verify` works offline. */
export const mirrorCommand: AddCommand = (program, host) => {
  const command = program
    .command("mirror")
    .description("copy what an API has published into a folder; run it again to go on")
    .argument("<api>", "where the API is: https://…")
    .argument("<folder>", "made where it is absent");
  periodsOption(hourOptions(command, "all that is published"), "scores to copy", PERIODS)
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      examples(
        "mirror https://sla.example.org ./mirror --from 2026-01-08T00:00:00Z --to 2026-01-09T00:00:00Z",
        "verify ./mirror",
      ),
    )
    .action(async (api: string, folder: string, { period, json, ...flags }: Options) => {
      const asked = askedHours(flags, { kind: "all" });
      const mirrored = await mirror(openSource(api, host), folder, asked, period);
      host.progress?.("");
      const { hours, fetched, from, to } = mirrored;
      host.out(
        json
          ? JSON.stringify({ folder, ...mirrored })
          : `${folder} holds ${hours} hours, ${from} to ${to}; ${fetched} files were new`,
      );
    });
};
