import { parseArgs } from "node:util";
import { Hour } from "../schema/wire/quantity.ts";
import { openSource } from "../agent/src/published/open-source.ts";
import type { Asked } from "../agent/src/published/versions.ts";
import { adopt } from "./adopt/adopt.ts";

const USAGE = `Usage: OPERATOR_TOKEN=… npm run adopt -- <api or folder> --into <url> [--from <hour> --to <hour>]

Takes over what another deployment has published: raw objects, hours, policies and registry are stored under the same
digests at <url>, which then serves them. <folder> is what \`livepeer-sla-agent mirror\` wrote. It may be run again.
Exit status: 0 done; 1 refused; 2 wrong usage.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    into: { type: "string" },
    from: { type: "string" },
    to: { type: "string" },
    help: { type: "boolean" },
  },
});
const [place] = positionals;
const { into, from, to } = values;
const token = process.env["OPERATOR_TOKEN"];
if (values.help) console.log(USAGE);
else if (place === undefined || into === undefined || (from === undefined) !== (to === undefined))
  fail(USAGE, 2);
else if (!token) fail("adopt: OPERATOR_TOKEN is not set: it is the operators' token of --into", 2);
else
  try {
    const asked: Asked =
      from === undefined
        ? { kind: "all" }
        : { kind: "range", from: Hour.parse(from), to: Hour.parse(to) };
    const source = openSource(place, { fetch });
    const done = await adopt(source, asked, { url: into, token, fetch }, console.log);
    console.log(
      `${into} has taken over ${done.hours} hours: ${done.documents} documents, ${done.stored} of them new there. ` +
        `Registry and ledger of ${done.from} to ${done.to} are being rebuilt.`,
    );
  } catch (error) {
    fail(`adopt: ${error instanceof Error ? error.message : error}`, 1);
  }

function fail(message: string, exit: 1 | 2): void {
  console.error(message);
  process.exitCode = exit;
}
