import type { Address } from "../../wire/identifier.ts";
import type { Gpu } from "../../wire/workflow.ts";
import { cardOf } from "./card.ts";
import type { GatewayName } from "./gateway-names.ts";
import type { Joined } from "./join-jobs.ts";
import type { RegistryFacts } from "./registry-facts.ts";
import type { Key } from "./row.ts";

/** Who served a job: by the gateway, else by the registry. */
export const nodeOf = ({ gateway, orchestrator }: Joined): Address | null =>
  gateway?.latest.node ?? orchestrator?.target.node ?? orchestrator?.latest.node ?? null;

/** The orchestrator knows best which of its GPUs it used. */
export const gpuOf = ({ gateway, orchestrator }: Joined): Gpu | null =>
  orchestrator?.latest.gpu ?? gateway?.latest.gpu ?? null;

/** What an orchestrator's agent says of purpose, and of which gateway it served, is not used. */
export function keyOf(job: Joined, { regionOf }: RegistryFacts, gatewayName: GatewayName): Key {
  const { gateway, orchestrator } = job;
  const owner = (gateway ?? orchestrator)?.orchestrator ?? null;
  const named = gateway?.latest.pipeline != null ? gateway.latest : orchestrator?.latest;
  return {
    orchestrator: owner,
    pipeline: named?.pipeline ?? null,
    model: named?.model ?? gateway?.latest.model ?? null,
    gpu: cardOf(gpuOf(job)?.name),
    region: orchestrator?.target.region ?? (owner && regionOf(owner, nodeOf(job))),
    gateway: gateway && gatewayName(gateway.target),
    purpose: gateway?.latest.purpose ?? "live",
  };
}
