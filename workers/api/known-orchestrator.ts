import type { Address } from "../../schema/wire/identifier.ts";
import { refusal, type Answer } from "./answer.ts";
import type { Store } from "./store.ts";

/** Registered, or seen by a gateway. */
export const isKnown = async (store: Store, orchestrator: Address): Promise<boolean> =>
  (await store.hasRollups(orchestrator)) ||
  (await store.targets()).some((target) => target.orchestrator === orchestrator);

/** What is said of an orchestrator that nobody knows. */
export const unknownOrchestrator = (parameter: string, orchestrator: Address): Answer<never> =>
  refusal(
    404,
    `no evidence and no registry entry of ${orchestrator}; /v1/orchestrators lists who is known`,
    { parameter, given: orchestrator },
  );
