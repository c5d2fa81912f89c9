import { EMPTY_ROW, mergeRows } from "../../schema/sla/merge-rows.ts";
import { canonicalJson } from "../../schema/wire/canonical.ts";
import { LedgerRow } from "../../schema/wire/ledger-row.ts";

/** Reads the stored form of a row. @throws ZodError for anything else */
export const parseBody = (body: string): LedgerRow => LedgerRow.parse(JSON.parse(body));

/**
 * The stored form of a row with something merged into it. What is stored is taken as it is: this function alone wrote it, and
 * whoever computes with it checks it; to check it again at every fold would be a tenth of a turn's work.
 *
 * @param body  what is stored; null while there is no row
 */
export function mergeIntoBody(
  body: string | null,
  added: LedgerRow,
): Readonly<{ body: string; row: LedgerRow }> {
  const row = mergeRows(body === null ? EMPTY_ROW : (JSON.parse(body) as LedgerRow), added);
  return { body: canonicalJson(row), row };
}
