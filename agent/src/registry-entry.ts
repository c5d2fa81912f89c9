import { delegationFault } from "../../schema/sla/trust.ts";
import type { Identity } from "../../schema/wire/identity.ts";
import { TargetInput } from "../../schema/wire/target.ts";
import { ownDelegation } from "./delegation/own-delegation.ts";
import { Refusal } from "./refusal.ts";
import type { Settings } from "./settings/resolve.ts";

/** What whoever runs a scraper registers, and why the agent's delegation is not in it; null where it is, or there is none. */
export type RegistryEntry = Readonly<{ entry: TargetInput; leftOut: string | null }>;

/**
 * The agent's row for a registry. A delegation that founds nothing now is left out: a scraper refuses the whole row for it.
 *
 * @param url  the origin under which strangers reach the agent
 * @throws Refusal for an agent that cannot be registered yet, and for a delegation that cannot be read
 */
export async function registryEntry(
  { agent, role, orchestrator, node, region }: Identity,
  url: string,
  settings: Settings,
  nowMs: number,
): Promise<RegistryEntry> {
  const { service_host, service_uri } = settings;
  const who = { url, agent, role, orchestrator, node, region, service_host, service_uri };
  const parsed = TargetInput.safeParse(who);
  if (!parsed.success)
    throw new Refusal(parsed.error.issues.map(({ message }) => message).join("; "));
  const delegation = await ownDelegation(settings);
  if (delegation === null) return { entry: parsed.data, leftOut: null };
  const entry = { ...parsed.data, delegation };
  const fault = delegationFault(entry, nowMs);
  if (fault === null) return { entry, leftOut: null };
  return {
    entry: parsed.data,
    leftOut: `the delegation is left out: ${fault.detail} (${fault.refused})`,
  };
}
