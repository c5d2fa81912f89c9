import * as z from "zod";
import type { ObservationInput } from "../../../../schema/wire/observation.ts";
import { WorkflowPart } from "../../../../schema/wire/workflow.ts";
import { pipelineOf } from "./capability-ids.ts";
import { type Head, type Reader, reader } from "./envelope.ts";
import { gpusOf, Hardware } from "./hardware.ts";
import { MaybeAddress } from "./stream-fields.ts";

const Count = z
  .int()
  .nonnegative()
  .nullish()
  .transform((count) => count ?? 0);
const Model = z.object({ capacity: Count, capacityInUse: Count });
const Models = z.record(z.string(), Model.nullable());

const Row = z.object({
  /** The on-chain orchestrator, and the node that serves it. */
  address: MaybeAddress,
  local_address: MaybeAddress,
  orch_uri: z.string().nullish(),
  capabilities: z
    .object({
      constraints: z
        .object({
          PerCapability: z
            .record(z.string(), z.object({ models: Models.nullish() }).nullable())
            .nullish(),
        })
        .nullish(),
    })
    .nullish(),
  hardware: Hardware,
});
type Row = z.output<typeof Row>;

/** The same rows, whether they come as an array, as one object, or as a `getNetworkCapabilities` dump. */
const Rows = z.preprocess((data) => {
  if (typeof data !== "object" || data === null || Array.isArray(data)) return data;
  return "orchestrators" in data ? data.orchestrators : [data];
}, Row.array());

/**
 * `network_capabilities`: what each orchestrator offers. `capacity` is what is idle (absent: zero), `capacityInUse` what
 * is busy. A host that is listed twice counts once; hosts that share orchestrator and node add up.
 */
export const readNetworkCapabilities: Reader = reader(Rows, (rows, head) => {
  const hosts = new Map(rows.map((row) => [keyOf(row, row.orch_uri ?? ""), row]));
  const facts = new Map<string, Extract<ObservationInput, { kind: "capacity" }>>();
  for (const row of hosts.values()) {
    for (const offer of offersOf(row)) {
      const key = keyOf(row, `${offer.pipeline} ${offer.model}`);
      const before = facts.get(key);
      facts.set(key, {
        ...offer,
        ...factHead(head, row),
        id: before?.id ?? `${head.id}:${facts.size}`,
        in_use: offer.in_use + (before?.in_use ?? 0),
        idle: offer.idle + (before?.idle ?? 0),
        gpus: [...(before?.gpus ?? []), ...offer.gpus].slice(0, 64),
      });
    }
  }
  return [...facts.values()];
});

const keyOf = (row: Row, rest: string) => `${row.address ?? ""} ${row.local_address ?? ""} ${rest}`;

const factHead = ({ at }: Head, row: Row) =>
  ({ kind: "capacity", at, orchestrator: row.address, node: row.local_address }) as const;

function offersOf({ address, local_address, capabilities, hardware }: Row) {
  if (address === null && local_address === null) return [];
  return Object.entries(capabilities?.constraints?.PerCapability ?? {}).flatMap(
    ([id, constraint]) => {
      const pipeline = pipelineOf(id);
      if (pipeline === null) return [];
      return Object.entries(constraint?.models ?? {}).flatMap(([name, offer]) => {
        const model = WorkflowPart.safeParse(name);
        if (!model.success) return [];
        const { capacity: idle = 0, capacityInUse: in_use = 0 } = offer ?? {};
        return [
          { pipeline, model: model.data, in_use, idle, gpus: gpusOf(hardware, pipeline, name) },
        ];
      });
    },
  );
}
