import { createHash } from "node:crypto";
import { Pseudonym } from "../../../schema/wire/identifier.ts";
import type { Observation } from "../../../schema/wire/observation.ts";

/**
 * The same observation with pseudonyms for request, job and payment session: what may be stored. An id that a parser made
 * from the request (`error:<request>:…`) gets the pseudonym too.
 */
export function pseudonymise(observation: Observation): Observation {
  const { id, request, job } = observation;
  const about = {
    id:
      request === null ? id : id.replace(`error:${request}:`, () => `error:${pseudonym(request)}:`),
    request: request === null ? null : pseudonym(request),
    job: job === null ? null : pseudonym(job),
  };
  if (observation.kind !== "payment" || observation.session === null)
    return { ...observation, ...about };
  return { ...observation, ...about, session: pseudonym(observation.session) };
}

/** The formula of `schema/wire/pseudonym.ts`, at once. */
const pseudonym = (id: string): Pseudonym =>
  Pseudonym.parse(createHash("sha256").update(`livepeer-sla:${id}`).digest("hex").slice(0, 16));
