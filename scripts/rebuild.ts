import { existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { askRebuild } from "./rebuild/ask-rebuild.ts";

const USAGE = `npm run rebuild -- --url <deployment> --from <RFC 3339> --to <RFC 3339>

Makes registry and ledger of a range of hours again from R2, in steps that the queue carries; sla-cron then publishes what is
missing. Where nothing is lost it changes nothing. The token: $OPERATOR_TOKEN, else .dev.vars.deployed.`;

const TOKEN_FILE = ".dev.vars.deployed";
const tokenKept = (): string | undefined =>
  existsSync(TOKEN_FILE)
    ? /^OPERATOR_TOKEN=(\S+)$/m.exec(readFileSync(TOKEN_FILE, "utf8"))?.[1]
    : undefined;

try {
  const text = { type: "string" } as const;
  const options = {
    url: text,
    from: text,
    to: text,
    help: { type: "boolean", short: "h" },
  } as const;
  const { values } = parseArgs({ options });
  const { url, from, to, help } = values;
  const token = process.env["OPERATOR_TOKEN"] ?? tokenKept();
  if (help || url === undefined || from === undefined || to === undefined) {
    console.log(USAGE);
    process.exitCode = help ? 0 : 2;
  } else if (token === undefined) throw new Error("no token: set OPERATOR_TOKEN");
  else console.log(await askRebuild(fetch, { url, from, to, token }));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
