import * as z from "zod";
import { type Host, must, Stop } from "./host.ts";
import { type Needs, NO_DATABASE } from "./plan.ts";

const Databases = z.array(z.looseObject({ uuid: z.string(), name: z.string() }));

/** The database's id: the committed one, else that of the database of this name, which is made where there is none. */
export async function ensureDatabase(host: Host, { database, databaseId }: Needs): Promise<string> {
  if (databaseId !== NO_DATABASE) return databaseId;
  const found = await databaseNamed(host, database);
  if (found !== null) {
    host.say(`D1 ${database}: found`);
    return found;
  }
  await must(host, ["d1", "create", database]);
  const made = await databaseNamed(host, database);
  if (made === null) throw new Stop(`D1 ${database} was made, and is not listed: run this again`);
  host.say(`D1 ${database}: made`);
  return made;
}

async function databaseNamed(host: Host, database: string): Promise<string | null> {
  const listed = await must(host, ["d1", "list", "--json"]);
  const databases = Databases.parse(JSON.parse(listed.slice(listed.indexOf("["))));
  return databases.find(({ name }) => name === database)?.uuid ?? null;
}

/** The bucket of raw truth. @throws Stop where the account has not enabled R2 */
export async function ensureBucket(host: Host, bucket: string): Promise<void> {
  const info = await host.wrangler(["r2", "bucket", "info", bucket, "--json"]);
  if (info.code === 0) return host.say(`R2 ${bucket}: found`);
  const said = info.stderr + info.stdout;
  if (said.includes("10042"))
    throw new Stop(
      "R2 is not enabled in this account. Open R2 in the dashboard once (it asks for a payment method, also for its free part), then run this again",
    );
  if (!/10006|does not exist/i.test(said))
    throw new Stop(`wrangler r2 bucket info ${bucket}:\n${said.trim()}`);
  await must(host, ["r2", "bucket", "create", bucket]);
  host.say(`R2 ${bucket}: made`);
}

/** A queue of this name. */
export async function ensureQueue(host: Host, queue: string): Promise<void> {
  const info = await host.wrangler(["queues", "info", queue]);
  if (info.code === 0) return host.say(`queue ${queue}: found`);
  const said = info.stderr + info.stdout;
  if (!/does not exist/i.test(said))
    throw new Stop(`wrangler queues info ${queue}:\n${said.trim()}`);
  await must(host, ["queues", "create", queue]);
  host.say(`queue ${queue}: made`);
}
