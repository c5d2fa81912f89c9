import { trustWhileHeld } from "../../schema/sla/trust.ts";
import { canonicalJson } from "../../schema/wire/canonical.ts";
import { type Registry, ServiceUri, type Target } from "../../schema/wire/target.ts";
import type { ListedNode } from "./registry-listed.ts";

/** A row of a list as it was read, or why it was refused. */
export type ListedRow = ListedNode | Readonly<{ refused: string }>;

/**
 * What became of one row of a list. `merged`: facts that a target lacked were added to it. `known`: there is an agent,
 * and nothing to add. `no_agent`: nobody can be asked, since the list names no agent; nothing is registered.
 */
export type ListedReport = Readonly<{
  row: number;
  status: "merged" | "known" | "no_agent" | "duplicate" | "refused";
  orchestrator: string | null;
  node: string | null;
  uri: string | null;
  workflows: readonly string[];
  gpus: number;
  /** The agents that it is about. */
  targets: readonly string[];
  reason: string | null;
}>;

/**
 * Merges a list into the registry. A row is about an orchestrator's address at a service, and about nothing else: two
 * orchestrators that share a node key or a host stay two. What a row of the registry says already, stays.
 */
export function mergeListed(
  registry: Registry,
  rows: readonly ListedRow[],
): { targets: Target[]; reports: ListedReport[] } {
  const targets = new Map(registry.targets.map((target) => [target.id, target]));
  const changed = new Set<string>();
  const seen = new Map<string, number>();
  const owners = new Map<string, Readonly<{ row: number; orchestrator: string | null }>>();
  const reports = rows.map((listed, row): ListedReport => {
    if ("refused" in listed) return { ...reportOf(row), status: "refused", reason: listed.refused };
    const report = { ...reportOf(row), ...partsOf(listed) };
    const key = `${listed.orchestrator} ${listed.uri}`;
    const earlier = seen.get(key);
    if (earlier !== undefined)
      return { ...report, status: "duplicate", reason: `the same as row ${earlier}` };
    seen.set(key, row);
    const shared = sharedWith(owners, listed, row);
    const mine = agentsOf([...targets.values()], listed, rows);
    if ("ambiguous" in mine) return { ...report, status: "refused", reason: mine.ambiguous };
    if (mine.agents.length === 0) return { ...report, status: "no_agent", reason: shared };
    const ids = mine.agents.map(({ id }) => id);
    const other = mine.agents.find(({ node }) => isAnother(node, listed.node));
    if (other)
      return {
        ...report,
        status: "refused",
        targets: ids,
        reason: `node: ${other.id} has another`,
      };
    const filled = mine.agents.map((target) => fill(target, listed)).filter((one) => one !== null);
    for (const target of filled) {
      targets.set(target.id, target);
      changed.add(target.id);
    }
    const status = filled.length > 0 ? "merged" : "known";
    return { ...report, status, targets: ids, reason: shared };
  });
  return { targets: [...targets.values()].filter(({ id }) => changed.has(id)), reports };
}

type Agents = Readonly<{ agents: readonly Target[] } | { ambiguous: string }>;

/** The agents that a row is about: those on its host, or the only one where list and registry name one each. */
function agentsOf(
  targets: readonly Target[],
  listed: ListedNode,
  rows: readonly ListedRow[],
): Agents {
  const { orchestrator } = listed;
  const onHost = (target: Target) =>
    [target.url, `http://${target.service_host}`].some(
      (url) => URL.parse(url)?.hostname === URL.parse(listed.uri)?.hostname,
    );
  if (orchestrator === null)
    return { agents: targets.filter((target) => target.role === "orchestrator" && onHost(target)) };
  const own = targets.filter((target) => target.orchestrator === orchestrator);
  const here = own.filter(onHost);
  if (here.length > 0 || own.length === 0) return { agents: here };
  const services = new Set(
    rows.flatMap((row) => ("uri" in row && row.orchestrator === orchestrator ? [row.uri] : [])),
  );
  if (own.length === 1 && services.size === 1) return { agents: own };
  return {
    ambiguous: `${own.length} agents and ${services.size} services: name service_host in the agents' rows`,
  };
}

/** Says where another orchestrator has the same node key: a shared wallet is no reason to merge. */
function sharedWith(
  owners: Map<string, Readonly<{ row: number; orchestrator: string | null }>>,
  { node, orchestrator }: ListedNode,
  row: number,
): string | null {
  if (node === null) return null;
  const owner = owners.get(node);
  if (!owner) owners.set(node, { row, orchestrator });
  return owner && owner.orchestrator !== orchestrator
    ? `shares its node key with row ${owner.row}; they stay two`
    : null;
}

/** A target with the facts that it lacked; null where it lacks none. A list without addresses adds none. */
function fill(target: Target, { orchestrator, node, host, uri }: ListedNode): Target | null {
  if (orchestrator === null) return null;
  const service_uri = target.service_uri ?? ServiceUri.safeParse(uri).data;
  const filled = {
    ...target,
    node: target.node ?? node,
    service_host: target.service_host ?? host,
    ...(service_uri !== undefined && { service_uri }),
  };
  const isSame = canonicalJson(filled) === canonicalJson(target);
  return isSame ? null : { ...filled, trust: trustWhileHeld(filled) };
}

const isAnother = (registered: string | null, listed: string | null): boolean =>
  registered !== null && listed !== null && registered !== listed;

const partsOf = ({ orchestrator, node, uri, workflows, gpus }: ListedNode) => ({
  orchestrator,
  node,
  uri,
  workflows,
  gpus,
});

const reportOf = (row: number) => ({
  row,
  orchestrator: null,
  node: null,
  uri: null,
  workflows: [],
  gpus: 0,
  targets: [],
});
