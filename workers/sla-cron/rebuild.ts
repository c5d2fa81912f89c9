import { rebuildLedger } from "../store/fold-object.ts";
import { mergeIntoLedger } from "../store/ledger.ts";
import type { Ports } from "./ports.ts";
import { run } from "./run.ts";

/**
 * Makes the ledger, the sums and the pointers again from the archive alone, after the database was lost. Where nothing is
 * lost it changes nothing.
 *
 * @throws Error when a row of the ledger stays busy: begin again
 */
export async function rebuild(nowMs: number, ports: Ports): Promise<void> {
  for (const [hour, shards] of await rebuildLedger(ports.archive))
    for (const [shard, row] of shards)
      if (!(await mergeIntoLedger(ports.db, { hour, shard, row }, ports)))
        throw new Error(`the ledger's row ${hour}/${shard} is busy`);
  while ((await run(nowMs, ports)).left > 0);
}
