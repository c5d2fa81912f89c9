import { checkLogin } from "./account.ts";
import { type Host, must, Stop } from "./host.ts";
import { nextSteps } from "./next-steps.ts";
import { type Needs, NO_DATABASE, type WorkerPlan } from "./plan.ts";
import { ensureBucket, ensureDatabase, ensureQueue } from "./resources.ts";
import { smoke } from "./smoke.ts";
import { secretsOf, type Token, tokenFor } from "./token.ts";

/** wrangler.toml with this account's ids, beside it. Git ignores it; the committed file is never changed. */
export const CONFIG = "wrangler.deployed.toml";

/** Where wrangler writes what it deployed, for programs. */
const OUTPUT = ".wrangler/deployed.ndjson";

/**
 * Makes what is missing, applies migrations, deploys, and asks the live deployment whether it works. Every step finds what an
 * earlier run left, so it may be run again after any failure. Cloudflare's own builds (`WORKERS_CI`, the Deploy
 * button) have made the resources and the secret already.
 *
 * @param committed  the text of wrangler.toml
 * @throws Stop with a sentence on what to do
 */
export async function deploy(host: Host, needs: Needs, committed: string): Promise<void> {
  const built = host.env["WORKERS_CI"] === "1";
  if (!built) {
    await checkLogin(host);
    for (const name of needs.others) await refuseOther(host, name);
    await ensureBucket(host, needs.bucket);
    for (const queue of needs.queues) await ensureQueue(host, queue);
  }
  const id = await ensureDatabase(host, needs);
  host.write(CONFIG, committed.replaceAll(NO_DATABASE, id));
  const [scraping] = needs.workers;
  if (scraping === undefined) throw new Stop("nothing to deploy");
  const migrate = ["d1", "migrations", "apply", "DB", "--remote"];
  await must(host, [...migrate, "--config", CONFIG, "--env", scraping.env]);
  host.say("migrations: applied");
  const token = built ? { known: null, secretsFile: null } : await tokenFor(host, scraping);
  const urls = new Map<string, string>();
  for (const worker of needs.workers) urls.set(worker.env, await upload(host, worker, token));
  const operators = urls.get(scraping.env);
  const api = urls.get("api") ?? operators;
  if (api === undefined || operators === undefined) throw new Stop("wrangler named no URL");
  await smoke(host, { api, operators }, token.known);
  for (const line of nextSteps(api, operators)) host.say(line);
}

/** One Worker of each kind may scrape: two would share the queue, which takes one consumer. */
async function refuseOther(host: Host, name: string): Promise<void> {
  if ((await secretsOf(host, name)) !== null)
    throw new Stop(
      `the Worker ${name} of the other mode is deployed. Remove it first: \`npx wrangler delete --name ${name}\`. Database, bucket and queues stay`,
    );
}

/** Deploys one Worker. @returns the URL that it answers on, or that of none */
async function upload(
  host: Host,
  { env, name, takesToken }: WorkerPlan,
  token: Token,
): Promise<string> {
  const secrets =
    takesToken && token.secretsFile !== null ? ["--secrets-file", token.secretsFile] : [];
  host.remove(OUTPUT);
  await must(host, ["deploy", "--config", CONFIG, "--env", env, ...secrets], {
    WRANGLER_OUTPUT_FILE_PATH: OUTPUT,
  });
  const url = targetIn(host.read(OUTPUT) ?? "");
  host.say(`deployed: ${name}${url === null ? "" : ` on ${url}`}`);
  return url ?? "";
}

/** The first address of a deployment in wrangler's own report of it. */
function targetIn(report: string): string | null {
  for (const line of report.split("\n").filter((text) => text.includes('"type":"deploy"'))) {
    const { targets }: { targets?: readonly string[] } = JSON.parse(line);
    const target = targets?.find((text) => /^(https:\/\/)?[\w.-]+\.[\w.-]+$/.test(text));
    if (target !== undefined) return target.startsWith("https://") ? target : `https://${target}`;
  }
  return null;
}
