import type { Pseudonym } from "../../wire/identifier.ts";
import type { Target } from "../../wire/target.ts";
import type { RequestEntry } from "../../wire/window.ts";
import type { Joined } from "./join-jobs.ts";
import type { GatewayName } from "./gateway-names.ts";
import type { ToldEntry } from "./told-entry.ts";
import { NO_KEY, type Tally } from "./tally.ts";

/** What a gateway's agent says of a request. */
export type Told = ToldEntry &
  Readonly<{
    target: Target;
    /** Told in the hour that is published, and not in the one before it. */
    now: boolean;
  }>;

/**
 * Adds gateways' demand: each request once, and its lack of an orchestrator once, in the first hour and by the first
 * agent that told. A request is a test where its gateway says so, of it or of one of its jobs.
 *
 * @param told  all that is said of some requests
 * @param jobs  all jobs of these requests
 */
export function tallyRequests(
  tally: Tally,
  told: readonly Told[],
  jobs: readonly Joined[],
  gatewayName: GatewayName,
): void {
  const tests = new Set(
    jobs.flatMap(({ gateway }) =>
      gateway?.latest.purpose === "test" ? [gateway.latest.request] : [],
    ),
  );
  const known = new Set<string>();
  for (const { target, entry, now } of told.toSorted(inOrder)) {
    const counts = news(entry, known);
    if (!now || counts === null) continue;
    const { pipeline, model, request } = entry;
    const purpose = tests.has(request) ? "test" : entry.purpose;
    const key = { ...NO_KEY, pipeline, model, gateway: gatewayName(target), purpose };
    tally.add(key, { counts }, true);
  }
}

/** The hour before first, then by agent and window. */
function inOrder(a: Told, b: Told): number {
  if (a.now !== b.now) return a.now ? 1 : -1;
  if (a.target.id !== b.target.id) return a.target.id < b.target.id ? -1 : 1;
  const [start, epoch, seq, place] = a.at;
  const [start2, epoch2, seq2, place2] = b.at;
  if (start !== start2) return start - start2;
  if (epoch !== epoch2) return epoch < epoch2 ? -1 : 1;
  return seq - seq2 || place - place2;
}

function news(
  { request, received, missing_capacity }: RequestEntry,
  known: Set<string>,
): { requests?: 1; missing_capacity?: 1 } | null {
  const isReceived = received && isNew(known, "received", request);
  const isMissing = missing_capacity && isNew(known, "missing", request);
  if (!isReceived && !isMissing) return null;
  return { ...(isReceived && { requests: 1 }), ...(isMissing && { missing_capacity: 1 }) };
}

function isNew(known: Set<string>, fact: string, request: Pseudonym): boolean {
  const name = `${fact}/${request}`;
  if (known.has(name)) return false;
  known.add(name);
  return true;
}
