import { type Host, Stop } from "./host.ts";
import type { WorkerPlan } from "./plan.ts";

/** Where a token that was made here is kept. Git ignores it. */
export const TOKEN_FILE = ".dev.vars.deployed";

/** The operator's token: `secretsFile` has it where the Worker lacks it; `known` is it, where this machine knows it. */
export type Token = Readonly<{ known: string | null; secretsFile: string | null }>;

const MIN_LENGTH = 32;

/**
 * The token of the operators' routes: the one that the Worker has stays. Otherwise that of the environment
 * (`OPERATOR_TOKEN`), or of an earlier run, or a new one of 256 bits.
 *
 * @throws Stop where the token is too short to be one
 */
export async function tokenFor(host: Host, { name }: WorkerPlan): Promise<Token> {
  const given = host.env["OPERATOR_TOKEN"] || kept(host);
  if (given !== null && given.length < MIN_LENGTH)
    throw new Stop(
      `OPERATOR_TOKEN has fewer than ${MIN_LENGTH} characters: \`openssl rand -hex 32\``,
    );
  const secrets = await secretsOf(host, name);
  if (secrets?.includes('"OPERATOR_TOKEN"')) {
    host.say(`operator token: ${name} has one, and keeps it`);
    return { known: given, secretsFile: null };
  }
  const token = given ?? host.randomToken();
  host.write(TOKEN_FILE, `OPERATOR_TOKEN=${token}\n`);
  host.say(
    `operator token: ${given === null ? "made" : "taken from this machine"}, kept in ${TOKEN_FILE}`,
  );
  return { known: token, secretsFile: TOKEN_FILE };
}

const kept = (host: Host): string | null =>
  /^OPERATOR_TOKEN=(\S+)$/m.exec(host.read(TOKEN_FILE) ?? "")?.[1] ?? null;

/** The list of a Worker's secrets as wrangler prints it; null where the account has no such Worker. */
export async function secretsOf(host: Host, name: string): Promise<string | null> {
  const args = ["secret", "list", "--name", name];
  const { code, stdout, stderr } = await host.wrangler(args);
  if (code === 0) return stdout;
  if (/not found|10007/i.test(stderr + stdout)) return null;
  throw new Stop(`wrangler ${args.join(" ")} ended by ${code}:\n${(stderr || stdout).trim()}`);
}
