import type { Hour } from "../../wire/quantity.ts";
import type { RequestEntry } from "../../wire/window.ts";
import type { Received } from "./collect-windows.ts";
import type { Jobs } from "./join-jobs.ts";
import type { GatewayName } from "./gateway-names.ts";
import { NO_KEY, type Tally } from "./tally.ts";

/**
 * Adds gateways' demand: each request once, and its lack of an orchestrator once, in the first hour and by the first
 * agent that told. A request is a test where its gateway says so, of it or of one of its jobs.
 *
 * @param windows  of this hour and the one before it
 */
export function tallyRequests(
  tally: Tally,
  windows: readonly Received[],
  { jobs }: Jobs,
  hour: Hour,
  gatewayName: GatewayName,
): void {
  const gateways = windows.filter(({ target }) => target.role === "gateway");
  const inOrder = gateways.toSorted((a, b) => (a.hour < b.hour ? -1 : a.hour > b.hour ? 1 : 0));
  const tests = new Set(
    jobs.flatMap(({ gateway }) =>
      gateway?.latest.purpose === "test" ? [gateway.latest.request] : [],
    ),
  );
  const told = new Set<string>();
  for (const received of inOrder)
    for (const entry of received.window.requests) {
      const counts = news(entry, told);
      if (received.hour !== hour || Object.keys(counts).length === 0) continue;
      const { pipeline, model, request } = entry;
      const purpose = tests.has(request) ? "test" : entry.purpose;
      const key = {
        ...NO_KEY,
        pipeline,
        model,
        gateway: gatewayName(received.target),
        purpose,
      };
      tally.add(key, { counts }, true);
    }
}

function news(
  { request, received, missing_capacity }: RequestEntry,
  told: Set<string>,
): { requests?: 1; missing_capacity?: 1 } {
  const isNew = (fact: string, holds: boolean): boolean => {
    const name = `${fact}/${request}`;
    if (!holds || told.has(name)) return false;
    told.add(name);
    return true;
  };
  return {
    ...(isNew("received", received) && { requests: 1 as const }),
    ...(isNew("missing", missing_capacity) && { missing_capacity: 1 as const }),
  };
}
