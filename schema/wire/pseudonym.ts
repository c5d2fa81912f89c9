import { sha256 } from "./canonical.ts";
import { Pseudonym } from "./identifier.ts";

/** The pseudonym of an id that must not leave its host. @see Pseudonym */
export async function pseudonymOf(id: string): Promise<Pseudonym> {
  const digest = await sha256(new TextEncoder().encode(`livepeer-sla:${id}`));
  return Pseudonym.parse(digest.slice(0, 16));
}
