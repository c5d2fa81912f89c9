import type { Host, Said } from "../../scripts/deploy/host.ts";

/** An account, as far as a deployment sees it. */
export type Account = {
  loggedIn: boolean;
  accounts: { id: string; name: string }[];
  databases: { uuid: string; name: string }[];
  buckets: string[];
  queues: string[];
  r2: boolean;
  /** Secrets by Worker. */
  workers: Record<string, string[]>;
  /** Migrations were applied before this Worker was deployed. */
  migrated: boolean;
};

export const emptyAccount = (override: Partial<Account> = {}): Account => ({
  loggedIn: true,
  accounts: [{ id: "a1", name: "Ann's account" }],
  databases: [],
  buckets: [],
  queues: [],
  r2: true,
  workers: {},
  migrated: false,
  ...override,
});

const out = (stdout: string): Said => ({ code: 0, stdout, stderr: "" });
const fail = (stderr: string): Said => ({ code: 1, stdout: "", stderr: `\n✘ [ERROR] ${stderr}\n` });
const apiError = (path: string, text: string, code: number): Said =>
  fail(`A request to the Cloudflare API (${path}) failed.\n\n  ${text} [code: ${code}]`);

/** A wrangler 4.156 without a network: its answers in its own words, as its source and its offline runs have them. */
export function fakeWrangler(account: Account) {
  const asked: string[] = [];
  const files = new Map<string, string>();
  const wrangler: Host["wrangler"] = async (args, env = {}) => {
    asked.push(args.join(" "));
    const [one, two, three, four] = args;
    const option = (name: string) => args[args.indexOf(name) + 1] ?? "";
    const { loggedIn, accounts } = account;
    if (one === "whoami")
      return loggedIn
        ? out(
            `${JSON.stringify({ loggedIn, authType: "OAuth Token", email: "ann@example.org", accounts }, null, 2)}\n`,
          )
        : { code: 1, stdout: '{"loggedIn":false}\n', stderr: "" };
    if (one === "d1" && two === "list") return out(JSON.stringify(account.databases, null, 2));
    if (one === "d1" && two === "create") {
      if (account.databases.some(({ name }) => name === three))
        return fail("A database with that name already exists");
      account.databases.push({ uuid: `uuid-of-${three}`, name: three ?? "" });
      return out(
        `✅ Successfully created DB '${three}' in region WEUR\nCreated your new D1 database.\n`,
      );
    }
    if (one === "d1" && two === "migrations") {
      account.migrated = true;
      return out("✅ No migrations to apply!");
    }
    if (one === "r2") {
      if (!account.r2)
        return apiError(
          "/accounts/a1/r2/buckets",
          "Please enable R2 through the Cloudflare Dashboard.",
          10042,
        );
      if (three === "create") account.buckets.push(four ?? "");
      else if (!account.buckets.includes(four ?? ""))
        return apiError(
          `/accounts/a1/r2/buckets/${four}`,
          "The specified bucket does not exist.",
          10006,
        );
      return out("{}");
    }
    if (one === "queues") {
      if (two === "create") account.queues.push(three ?? "");
      else if (!account.queues.includes(three ?? ""))
        return fail(
          `Queue "${three}" does not exist. To create it, run: wrangler queues create ${three}`,
        );
      return out(`Queue Name: ${three}`);
    }
    if (one === "secret") {
      const secrets = account.workers[option("--name")];
      return secrets === undefined
        ? fail(
            `Worker "${option("--name")}" not found.\n\nIf this is a new Worker, run \`wrangler deploy\` first to create it.`,
          )
        : out(
            JSON.stringify(
              secrets.map((name) => ({ name, type: "secret_text" })),
              null,
              "  ",
            ),
          );
    }
    if (one !== "deploy") return fail(`Unknown arguments: ${args.join(", ")}`);
    if (!account.migrated) return fail("deployed before its migrations");
    const section = option("--env");
    const name =
      section === "" ? "livepeer-sla" : `livepeer-sla-${section === "sla-cron" ? "cron" : section}`;
    const secret = (files.get(option("--secrets-file")) ?? "").startsWith("OPERATOR_TOKEN=");
    const secrets = [...(account.workers[name] ?? []), ...(secret ? ["OPERATOR_TOKEN"] : [])];
    if (["", "scraper"].includes(section) && !secrets.includes("OPERATOR_TOKEN"))
      return fail("The following required secrets have not been set: OPERATOR_TOKEN");
    account.workers[name] = [...new Set(secrets)];
    const targets = [
      `https://${name}.ann.workers.dev`,
      "schedule: * * * * *",
      "Producer for livepeer-sla-scrapes",
    ];
    const report = { type: "deploy", version: 1, worker_name: name, targets };
    files.set(
      env["WRANGLER_OUTPUT_FILE_PATH"] ?? "",
      `{"type":"wrangler-session","version":1}\n${JSON.stringify(report)}\n`,
    );
    return out(
      `Uploaded ${name} (2.10 sec)\nDeployed ${name} triggers (0.80 sec)\n  ${targets.join("\n  ")}\n`,
    );
  };
  return { wrangler, asked, files };
}
