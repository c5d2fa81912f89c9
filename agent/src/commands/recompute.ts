import { readFileSync } from "node:fs";
import type { Hour } from "../../../schema/wire/quantity.ts";
import type { Host } from "../host.ts";
import { openSource } from "../published/open-source.ts";
import { versionsAsked } from "../published/versions.ts";
import { parsePolicy } from "../recompute/parse-policy.ts";
import { recompute } from "../recompute/recompute.ts";
import { movedLines } from "../recompute/moved-lines.ts";
import { askedHours, hourOptions } from "./hour-options.ts";
import { examples, type AddCommand } from "./options.ts";

type Options = Readonly<{ policy: string; hour?: Hour; from?: Hour; to?: Hour; json?: true }>;

/** `recompute <api or folder> --policy <file>`: what another policy would move. Nothing is published. */
export const recomputeCommand: AddCommand = (program, host: Host) => {
  const command = program
    .command("recompute")
    .description("what scores would be under another policy; nothing is published")
    .argument("<api-or-folder>", "https://…, or what `mirror` wrote")
    .requiredOption("--policy <file>", "the other policy, as JSON");
  hourOptions(command, "the last three closed hours, or all that a folder was mirrored for")
    .option("--json", "print the result as JSON")
    .addHelpText("after", examples("recompute https://sla.example.org --policy ./stricter.json"))
    .action(async (place: string, { policy: file, json, ...flags }: Options) => {
      const policy = parsePolicy(file, readFileSync(file, "utf8"));
      const source = openSource(place, host);
      const { versions } = await versionsAsked(source, askedHours(flags));
      const moved = await recompute(source, versions, policy);
      host.progress?.("");
      for (const line of json ? [JSON.stringify(moved)] : movedLines(moved)) host.out(line);
    });
};
