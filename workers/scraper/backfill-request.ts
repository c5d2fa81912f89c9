import { digestOf } from "../../schema/wire/canonical.ts";
import type { ScrapeMessage } from "../../schema/wire/raw.ts";

/** What a message asks for instead of what follows the cursors. */
export type Backfill = NonNullable<ScrapeMessage["backfill"]>;

/** Who asks: a look at the ledger, whose messages a day has a number of; or an operator, whose may be more. */
export type Asker = "look" | "operator";

type Request = Readonly<Pick<Backfill, "from" | "to" | "targets">>;

/** A request under its digest, in which its asker is: a message says it without a field of its own. */
export async function backfillOf(request: Request, asker: Asker): Promise<Backfill> {
  const { from, to, targets } = request;
  const digest = await digestOf({
    from,
    to,
    ...(targets && { targets, ...(asker === "operator" && { asker }) }),
  });
  return { from, to, ...(targets && { targets }), digest: digest.slice(0, 16) };
}

/** Who asked for a backfill. A look names its targets. */
export async function askerOf(backfill: Backfill): Promise<Asker> {
  if (backfill.targets === undefined) return "operator";
  const { digest } = await backfillOf(backfill, "look");
  return digest === backfill.digest ? "look" : "operator";
}
