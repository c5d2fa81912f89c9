import { Registry, type TargetInput } from "../../schema/wire/target.ts";

type Answer = Readonly<{ rows: readonly { row: number; status: string; reason: string | null }[] }>;

/** What the operators' route takes at once. */
const ROWS_AT_ONCE = 500;

/**
 * Registers agents as an operator does. Those that are registered already get their new address.
 *
 * @returns the shards that the scraper asks
 * @throws with the Worker's own words when it refuses one
 */
export async function register(
  url: string,
  operatorToken: string,
  targets: readonly TargetInput[],
): Promise<number[]> {
  const authorization = `Bearer ${operatorToken}`;
  for (let from = 0; from < targets.length; from += ROWS_AT_ONCE) {
    const reply = await fetch(`${url}/admin/targets`, {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: JSON.stringify(targets.slice(from, from + ROWS_AT_ONCE)),
    });
    if (!reply.ok) throw new Error(`registering: HTTP ${reply.status}: ${await reply.text()}`);
    const { rows } = (await reply.json()) as Answer;
    const refused = rows.find(({ status }) => status === "refused");
    if (refused)
      throw new Error(`registering ${targets[from + refused.row]?.url}: ${refused.reason}`);
  }
  const registry = await fetch(`${url}/admin/targets`, { headers: { authorization } });
  const enabled = Registry.parse(await registry.json()).targets.filter((target) => target.enabled);
  return [...new Set(enabled.map(({ shard }) => shard))];
}
