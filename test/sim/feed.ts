import type { Observation } from "../../schema/wire/observation.ts";
import { Observation as ObservationSchema } from "../../schema/wire/observation.ts";
import { parseEnvelope } from "../../agent/src/collectors/events/parse-envelope.ts";
import { capabilitiesOf, type Envelope } from "./envelope.ts";
import { envelopesOf } from "./gateway.ts";
import type { SimGateway, SimNetwork, SimOrchestrator } from "./network.ts";
import { gpuReading, observationsOf } from "./runner.ts";
import { CYCLE_MS, type SimRequest } from "./traffic.ts";

/**
 * What one node's collector reads of one cycle, with raw ids, as its agent's collector parses it. Observations may lie
 * after the end of the cycle.
 */
export type Feed = (cycle: number, requests: readonly SimRequest[]) => Observation[];

/** An orchestrator's: what its container posts. */
export const orchestratorFeed =
  (of: SimOrchestrator): Feed =>
  (cycle, requests) => {
    const mine = requests.flatMap((request) =>
      request.attempts.flatMap(({ orchestrator }, ordinal) =>
        orchestrator.index === of.index ? observationsOf(request, ordinal) : [],
      ),
    );
    const reading = gpuReading(of, cycle * CYCLE_MS, true);
    return [reading, ...mine].map((posted) => ObservationSchema.parse(posted));
  };

/** A gateway's: the envelopes of its event topic. It polls its orchestrators' capabilities once in eight cycles. */
export const gatewayFeed =
  (network: SimNetwork, of: SimGateway): Feed =>
  (cycle, requests) => {
    const polled = cycle % 8 === 0 ? [capabilitiesOf(network, of, cycle * CYCLE_MS)] : [];
    const mine = requests.filter(({ gateway }) => gateway?.index === of.index);
    return [...polled, ...mine.flatMap((request) => envelopesOf(request, of))].flatMap(parsed);
  };

function parsed(envelope: Envelope): Observation[] {
  const result = parseEnvelope(envelope);
  if ("refused" in result) throw new Error(`${envelope.type}: ${result.refused}`);
  return [...result.observations];
}
