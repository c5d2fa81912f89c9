import { delegationFault, trustWhileHeld } from "../../schema/sla/trust.ts";
import { canonicalJson, sha256 } from "../../schema/wire/canonical.ts";
import { Address, type AgentKey } from "../../schema/wire/identifier.ts";
import { checkTargetUrl } from "../../schema/wire/target-url.ts";
import { type Registry, type Target, TargetInput } from "../../schema/wire/target.ts";
import { openShards } from "./place.ts";
import { isBlank, isRecord } from "./registry-list.ts";

/** What became of one row of a registration. */
export type RowReport = Readonly<{
  row: number;
  /** `no_agent`: an orchestrator whose row names no agent, so that nobody can be asked; it is not registered. */
  status: "added" | "updated" | "unchanged" | "no_agent" | "refused";
  id: string | null;
  /** Why it was not taken; or that it was, and is not asked. */
  reason: string | null;
}>;

const STAYS_DISABLED =
  "disabled by an operator, and stays so: POST it to /admin/targets to enable it";

/** A row that can be registered, or the report that says why not. */
export type CheckedRow = Readonly<
  | {
      row: number;
      id: string;
      input: TargetInput;
      /** The fields that the row names. */
      named: readonly string[];
    }
  | RowReport
>;

/** Checks rows one by one: their schema, their URL, and that no agent comes twice. @param ownHost  of the Worker that is asked to */
export async function checkRows(
  rows: readonly unknown[],
  allowLoopback: boolean,
  ownHost?: string,
): Promise<CheckedRow[]> {
  const seen = new Map<string, number>();
  const checked: CheckedRow[] = [];
  for (const [row, value] of rows.entries()) {
    const refuse = (reason: string) => checked.push({ row, status: "refused", id: null, reason });
    if (isBlank(value)) {
      refuse("a blank row");
      continue;
    }
    if (lacksAgent(value)) {
      checked.push({ row, status: "no_agent", id: null, reason: "neither agent nor url" });
      continue;
    }
    const parsed = TargetInput.safeParse(value);
    if (!parsed.success) {
      refuse(
        parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; "),
      );
      continue;
    }
    const url = checkTargetUrl(parsed.data.url, allowLoopback, ownHost);
    const id = await targetId(parsed.data.agent);
    const earlier = seen.get(id);
    if ("refused" in url) refuse(`url: ${url.refused}`);
    else if (earlier !== undefined) refuse(`agent: the same as in row ${earlier}`);
    else {
      const named = Object.keys(value as object);
      checked.push({ row, id, input: { ...parsed.data, url: url.origin }, named });
    }
    if (!("refused" in url)) seen.set(id, earlier ?? row);
  }
  return checked;
}

/** An orchestrator that an operator knows of, and no agent beside it yet. */
const lacksAgent = (row: unknown): boolean =>
  isRecord(row) &&
  isBlank(row["agent"]) &&
  isBlank(row["url"]) &&
  Address.safeParse(row["orchestrator"]).success;

/** One agent, one target. @see Target */
async function targetId(agent: AgentKey): Promise<string> {
  return (await sha256(new TextEncoder().encode(agent) as Uint8Array<ArrayBuffer>)).slice(0, 16);
}

/**
 * The targets that registering rows writes: new ones in the first shard that has room, known ones over what they were, with the
 * shard and the moment of registration that they have. A row whose delegation founds nothing now is refused.
 *
 * @param enables  whether a target that an operator has disabled is asked again; otherwise its report says that it is not
 */
export function register(
  registry: Registry,
  checked: readonly CheckedRow[],
  shardSize: number,
  nowMs: number,
  enables = true,
): { targets: Target[]; reports: RowReport[] } {
  const known = new Map(registry.targets.map((target) => [target.id, target]));
  const targets: Target[] = [];
  const place = openShards(registry.targets, shardSize);
  const reports = checked.map((entry): RowReport => {
    if (!("input" in entry)) return entry;
    const { row, id } = entry;
    const old = known.get(id);
    const input = old ? withFilled(entry, old) : entry.input;
    const fault = delegationFault(input, nowMs);
    if (fault !== null) {
      const reason = `delegation: ${fault.detail} (${fault.refused})`;
      return { row, status: "refused", id: null, reason };
    }
    const shard = old?.shard ?? place();
    const registered_at = old?.registered_at ?? nowMs;
    const target = {
      id,
      ...input,
      shard,
      registered_at,
      enabled: enables || (old?.enabled ?? true),
      trust: trustWhileHeld(input),
    };
    const same = old !== undefined && canonicalJson(old) === canonicalJson(target);
    if (!same) targets.push(target);
    const reason = target.enabled ? null : STAYS_DISABLED;
    return { row, status: same ? "unchanged" : old ? "updated" : "added", id, reason };
  });
  return { targets, reports };
}

/**
 * A row over a target that is known: what an import has filled in stays where the row does not name it, and null clears it. Of
 * another orchestrator nothing stays.
 */
function withFilled(
  { input, named }: Readonly<{ input: TargetInput; named: readonly string[] }>,
  old: Target,
): TargetInput {
  if (old.orchestrator !== input.orchestrator) return input;
  const isKept = (field: string) => !named.includes(field);
  return {
    ...input,
    ...(isKept("node") && { node: old.node }),
    ...(isKept("service_uri") && old.service_uri && { service_uri: old.service_uri }),
    ...(isKept("service_host") && isKept("service_uri") && { service_host: old.service_host }),
  };
}
