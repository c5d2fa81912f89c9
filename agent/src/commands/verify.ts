import * as z from "zod";
import type { Period } from "../../../schema/wire/compliance.ts";
import { Address } from "../../../schema/wire/identifier.ts";
import type { Hour } from "../../../schema/wire/quantity.ts";
import { openSource } from "../published/open-source.ts";
import { verifiedLines } from "../verify/verified-lines.ts";
import { verify } from "../verify/verify.ts";
import { askedHours, hourOptions } from "./hour-options.ts";
import { examples, parsed, type AddCommand } from "./options.ts";
import { periodsOption } from "./periods-option.ts";

type Options = Readonly<{
  hour?: Hour;
  revision?: number;
  from?: Hour;
  to?: Hour;
  orchestrator?: Address;
  period?: readonly Period[];
  json?: true;
}>;

const Revision = z
  .string()
  .regex(/^[1-9]\d{0,8}$/)
  .transform(Number);

/** `verify <api or folder>`: recomputes what is published. 0: it holds. 1: it does not. 2: it could not be checked. */
export const verifyCommand: AddCommand = (program, host, done) => {
  const command = program
    .command("verify")
    .description("recompute published hours from their raw objects, and scores from hours; compare")
    .argument("<api-or-folder>", "https://…, or what `mirror` wrote");
  const hours = "the last three closed hours, or all that a folder was mirrored for";
  periodsOption(hourOptions(command, hours), "scores to check, by default all that are published")
    .option(
      "--revision <n>",
      "with --hour: version of the hour; by default the latest",
      parsed(Revision, "a whole number from 1"),
    )
    .option(
      "--orchestrator <address>",
      "check and show the scores of this one alone",
      parsed(Address, "an address, 0x…"),
    )
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      examples(
        "verify https://sla.example.org",
        "verify https://sla.example.org --hour 2026-01-09T13:00:00Z",
        "verify ./mirror --orchestrator 0x… --period 7d",
      ),
    )
    .action(async (place: string, options: Options) => {
      const { orchestrator = null, period: periods = null, json } = options;
      const source = openSource(place, host);
      const verified = await verify(source, askedHours(options), { periods, orchestrator });
      host.progress?.("");
      const { findings, unchecked } = verified;
      const lines = json ? [jsonOf(verified)] : verifiedLines(verified, orchestrator);
      for (const line of lines) host.out(line);
      for (const note of unchecked) host.err(`not checked: ${note}`);
      done(findings.length > 0 ? 1 : unchecked.length > 0 ? 2 : 0);
    });
};

/** The result for programs. */
function jsonOf({
  hours,
  days,
  scores,
  findings,
  faults,
  unchecked,
}: Awaited<ReturnType<typeof verify>>) {
  return JSON.stringify({
    holds: findings.length === 0 && unchecked.length === 0,
    hours: hours.map(({ hour: { hour, version, state, digest, inputs }, windows }) => ({
      hour,
      version,
      state,
      digest,
      objects: inputs.length,
      windows,
    })),
    days,
    scores: scores && { ...scores, scores: scores.scores.length, findings: undefined },
    findings,
    faults,
    unchecked,
  });
}
