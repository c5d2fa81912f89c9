import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { unstable_readConfig as readConfig } from "wrangler";
import { checkSettings } from "../../scripts/deploy/check-settings.ts";
import { deploy } from "../../scripts/deploy/deploy.ts";
import { stepsOf } from "../../scripts/deploy/dry-run.ts";
import type { Host } from "../../scripts/deploy/host.ts";
import { planOf } from "../../scripts/deploy/plan.ts";
import { type Account, emptyAccount, fakeWrangler } from "./fake-wrangler.ts";
import answers from "../../workers/api/answer-examples.json" with { type: "json" };

const COMMITTED = readFileSync("wrangler.toml", "utf8");
const sectionOf = (env: string) =>
  readConfig({ config: "wrangler.toml", env }, { hideWarnings: true });
const TOKEN = "ab".repeat(32);

/** The deployed Workers, on the network: what they answer to the smoke test. */
const live =
  (status: (path: string, authorized: boolean) => number) => (url: string, init?: RequestInit) => {
    const { pathname } = new URL(url);
    const authorized = new Headers(init?.headers).get("authorization") === `Bearer ${TOKEN}`;
    const body = pathname === "/v1/status" ? answers["/v1/status"] : {};
    return Promise.resolve(Response.json(body, { status: status(pathname, authorized) }));
  };
const well = live((path, authorized) => (path.startsWith("/admin") && !authorized ? 401 : 200));

async function run(account: Account, override: Partial<Host> = {}, split = false) {
  const { wrangler, asked, files } = fakeWrangler(account);
  const lines: string[] = [];
  const host: Host = {
    wrangler,
    fetch: well,
    sleep: async () => {},
    say: (line) => void lines.push(line),
    randomToken: () => TOKEN,
    env: {},
    read: (path) => files.get(path) ?? null,
    write: (path, text) => void files.set(path, text),
    remove: (path) => void files.delete(path),
    ...override,
  };
  const error = await deploy(host, planOf(sectionOf, split), COMMITTED).then(
    () => null,
    (stopped: Error) => stopped.message,
  );
  return { said: lines.join("\n"), error, asked, files };
}
const made = (asked: readonly string[]) => asked.filter((command) => / create /.test(command));

it("makes everything in an empty account, migrates before it deploys, and asks the live URL", async () => {
  const account = emptyAccount();
  const { said, error, asked, files } = await run(account);
  expect(error).toBeNull();
  expect(made(asked)).toEqual([
    "r2 bucket create livepeer-sla-archive",
    "queues create livepeer-sla-scrapes-dead",
    "queues create livepeer-sla-scrapes",
    "queues create livepeer-sla-closes",
    "d1 create livepeer-sla",
  ]);
  expect(account.workers).toEqual({ "livepeer-sla": ["OPERATOR_TOKEN"] });
  expect(files.get(".dev.vars.deployed")).toBe(`OPERATOR_TOKEN=${TOKEN}\n`);
  expect(said).toContain("https://livepeer-sla.ann.workers.dev/v1/status: well");
  expect(said).not.toContain(TOKEN);
});

it("leaves the committed file as it is, and writes the id beside it", async () => {
  const { files } = await run(emptyAccount());
  const written = files.get("wrangler.deployed.toml") ?? "";
  expect(written.match(/database_id = "uuid-of-livepeer-sla"/g)).toHaveLength(4);
  expect(written.replaceAll("uuid-of-livepeer-sla", "00000000-0000-0000-0000-000000000000")).toBe(
    COMMITTED,
  );
  expect(readFileSync("wrangler.toml", "utf8")).toBe(COMMITTED);
});

it("makes nothing and changes no token when it runs again", async () => {
  const account = emptyAccount();
  await run(account);
  const before = structuredClone(account);
  const { error, asked } = await run(account, { randomToken: () => "another" });
  expect(error).toBeNull();
  expect(made(asked)).toEqual([]);
  expect(account).toEqual(before);
});

it.each(["d1 create", "queues create livepeer-sla-scrapes", "d1 migrations", "deploy"])(
  "goes on where it was, after %s failed",
  async (failing) => {
    const account = emptyAccount();
    const { wrangler } = fakeWrangler(account);
    const dying: Host["wrangler"] = (args, env) =>
      args.join(" ").startsWith(failing)
        ? Promise.resolve({ code: 1, stdout: "", stderr: "fetch failed" })
        : wrangler(args, env);
    const first = await run(account, { wrangler: dying });
    expect(first.error).toContain("fetch failed");
    expect((await run(account)).error).toBeNull();
  },
);

it("deploys three Workers in the order of the data, and gives the token to one", async () => {
  const account = emptyAccount();
  const { said, error, asked } = await run(account, {}, true);
  expect(error).toBeNull();
  expect(
    asked.filter((command) => command.startsWith("deploy")).map((command) => command.split(" ")[4]),
  ).toEqual(["scraper", "sla-cron", "api"]);
  expect(account.workers).toEqual({
    "livepeer-sla-scraper": ["OPERATOR_TOKEN"],
    "livepeer-sla-cron": [],
    "livepeer-sla-api": [],
  });
  expect(said).toContain("https://livepeer-sla-api.ann.workers.dev/healthz: well");
  expect(said).toContain("https://livepeer-sla-scraper.ann.workers.dev/admin/targets: well");
});

it.each<[string, Account, Partial<Host>, string]>([
  ["nobody is logged in", emptyAccount({ loggedIn: false }), {}, "npx wrangler login"],
  [
    "the login has two accounts",
    emptyAccount({
      accounts: [
        { id: "a1", name: "one" },
        { id: "a2", name: "two" },
      ],
    }),
    {},
    "a2  two",
  ],
  ["R2 is not enabled", emptyAccount({ r2: false }), {}, "R2 is not enabled"],
  [
    "the Workers of the other mode run",
    emptyAccount({ workers: { "livepeer-sla-scraper": [] } }),
    {},
    "npx wrangler delete --name livepeer-sla-scraper",
  ],
  ["the token is too short", emptyAccount(), { env: { OPERATOR_TOKEN: "short" } }, "fewer than 32"],
  [
    "the deployment does not answer",
    emptyAccount(),
    { fetch: live(() => 500) },
    "/healthz does not answer as it should: HTTP 500",
  ],
  [
    "the operators' routes are open",
    emptyAccount(),
    { fetch: live(() => 200) },
    "/admin/targets does not answer as it should: HTTP 200",
  ],
])("stops with what to do when %s", async (_, account, override, sentence) => {
  const { error } = await run(account, override);
  expect(error).toContain(sentence);
});

it("waits until a new name is known everywhere", async () => {
  let asked = 0;
  const late: Host["fetch"] = (url, init) =>
    ++asked <= 5 ? Promise.reject(new Error("ENOTFOUND")) : well(url, init);
  expect((await run(emptyAccount(), { fetch: late })).error).toBeNull();
});

it("leaves login, resources and secret to Cloudflare's own builds", async () => {
  const account = emptyAccount({
    databases: [{ uuid: "u", name: "livepeer-sla" }],
    workers: { "livepeer-sla": ["OPERATOR_TOKEN"] },
  });
  const { error, asked } = await run(account, { env: { WORKERS_CI: "1" } });
  expect(error).toBeNull();
  expect(asked.map((command) => command.split(" ").slice(0, 2).join(" "))).toEqual([
    "d1 list",
    "d1 migrations",
    "deploy --config",
  ]);
});

it.each([false, true])("prints every step of a deployment, apart: %j", async (split) => {
  const needs = planOf(sectionOf, split);
  const steps = stepsOf(needs).join("\n");
  const { asked } = await run(emptyAccount(), {}, split);
  for (const command of made(asked)) expect(steps).toContain(`wrangler ${command}`);
  for (const { name } of needs.workers) expect(steps).toContain(`deploy ${name}`);
  for (const name of needs.others) expect(steps).toContain(`stop if ${name}`);
});

it.each([false, true])("takes the committed settings, apart: %j", (split) => {
  expect(() =>
    checkSettings(planOf(sectionOf, split).workers, (env) => sectionOf(env).vars),
  ).not.toThrow();
});

it.each([
  [{ PRESET: "payed" }, 'PRESET is "payed"; allowed: free, paid.'],
  [{ SHARD_SIZE: "90" }, "SHARD_SIZE is 90, more targets than one invocation may ask"],
  [{ SLOT_SECONDS: "5" }, 'SLOT_SECONDS is "5"; allowed: 10 to 3600.'],
  [{ EMBED_SITES: "explorer.livepeer.org" }, "EMBED_SITES is"],
  [{ PRESETS: "free" }, "PRESETS is set, and no Worker of the top level reads it."],
])("stops before it deploys %j", (vars, sentence) => {
  expect(() => checkSettings(planOf(sectionOf, false).workers, () => vars)).toThrow(sentence);
});
