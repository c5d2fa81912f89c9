import * as z from "zod";
import { Address } from "../../schema/wire/identifier.ts";
import { isBlank, isRecord, type RegistryList } from "./registry-list.ts";

/** A node that a list names: no agent of ours, but facts that an agent's row may lack. */
export type ListedNode = Readonly<{
  /** The on-chain recipient; null where the list does not say. */
  orchestrator: Address | null;
  /** The node's own key, which is another one where keys are split. */
  node: Address | null;
  /** Its service: scheme, host and port. */
  uri: string;
  host: string;
  /** `pipeline/model` of its GPUs, sorted. */
  workflows: readonly string[];
  gpus: number;
}>;

const WebhookRow = z.object({ address: z.string(), score: z.number().optional() });

const CapabilityRow = z.object({
  address: z.string(),
  local_address: z.string().nullish(),
  orch_uri: z.string(),
  hardware: z.unknown(),
});

const ZERO = `0x${"0".repeat(40)}`;

/** Reads one row of a webhook list or a capability dump. */
export function readListed(
  row: unknown,
  format: Exclude<RegistryList["format"], "targets">,
): ListedNode | { refused: string } {
  if (isBlank(row)) return { refused: "a blank row" };
  return format === "webhook" ? readWebhook(row) : readCapabilities(row);
}

function readWebhook(row: unknown): ListedNode | { refused: string } {
  const parsed = WebhookRow.safeParse(row);
  if (!parsed.success) return { refused: firstIssue(parsed.error) };
  const service = serviceOf(parsed.data.address);
  if (service === null) return { refused: "address: not a URI of http or https" };
  return { orchestrator: null, node: null, ...service, workflows: [], gpus: 0 };
}

function readCapabilities(row: unknown): ListedNode | { refused: string } {
  const parsed = CapabilityRow.safeParse(row);
  if (!parsed.success) return { refused: firstIssue(parsed.error) };
  const { address, local_address, orch_uri, hardware } = parsed.data;
  if (isBlank(address) || address === ZERO) return { refused: "address: blank" };
  const orchestrator = Address.safeParse(address);
  if (!orchestrator.success) return { refused: "address: not an Ethereum address" };
  const service = serviceOf(orch_uri);
  if (service === null) return { refused: "orch_uri: not a URI of http or https" };
  const node = Address.safeParse(local_address);
  return {
    orchestrator: orchestrator.data,
    node: node.success && node.data !== ZERO ? node.data : null,
    ...service,
    ...capacityOf(hardware),
  };
}

function serviceOf(text: string): { uri: string; host: string } | null {
  const url = URL.parse(text.trim());
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === "") return null;
  return { uri: url.origin, host: url.host };
}

/** What is written as an array in one version of go-livepeer is an object keyed by number in another: the same. */
function capacityOf(hardware: unknown): Pick<ListedNode, "workflows" | "gpus"> {
  const workflows = new Set<string>();
  const gpus = new Set<string>();
  for (const entry of membersOf(hardware)) {
    if (!isRecord(entry)) continue;
    const { pipeline, model_id, gpu_info } = entry;
    if (typeof pipeline === "string" && typeof model_id === "string")
      workflows.add(`${pipeline}/${model_id}`.slice(0, 200));
    for (const gpu of membersOf(gpu_info))
      if (isRecord(gpu) && typeof gpu["id"] === "string") gpus.add(gpu["id"]);
  }
  return { workflows: [...workflows].sort(), gpus: gpus.size };
}

const membersOf = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : [];

const firstIssue = ({ issues: [issue] }: z.ZodError): string =>
  issue ? `${issue.path.join(".") || "row"}: ${issue.message}` : "row";
