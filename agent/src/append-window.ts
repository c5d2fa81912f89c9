import { createHash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { canonicalJson } from "../../schema/wire/canonical.ts";
import { Sha256 } from "../../schema/wire/identifier.ts";
import type { Identity } from "../../schema/wire/identity.ts";
import { Window, type CollectorHealth, type WindowContent } from "../../schema/wire/window.ts";
import type { Signer } from "./key-file.ts";
import { insertWindow, readEpoch } from "./store/windows.ts";

/** What a window says beside who says it. */
export type Minute = Readonly<{
  start: number;
  content: WindowContent;
  collectors: readonly CollectorHealth[];
  dropped: number;
  late: number;
}>;

/**
 * Signs a minute and appends it to its epoch's chain. To be called inside the transaction that takes the minute's
 * observations: both happen, or neither.
 *
 * @throws ZodError for a window that the contract would refuse: nothing is signed that no scraper could read
 */
export function appendWindow(
  db: DatabaseSync,
  epoch: string,
  { start, content, collectors, dropped, late }: Minute,
  { identity, signer, nowMs }: { identity: Identity; signer: Signer; nowMs: number },
): void {
  const { next_seq: seq, head } = readEpoch(db, epoch) ?? { next_seq: 0, head: null };
  const { agent, role, orchestrator, node, region, agent_version } = identity;
  const who = { agent, role, orchestrator, node, region, agent_version };
  const window = Window.parse({
    schema: "livepeer.sla.window/1",
    ...who,
    start,
    epoch,
    seq,
    prev: head,
    collectors,
    dropped,
    late,
    ...content,
  });
  const signed = canonicalJson(signer.sign(window));
  const sha256 = Sha256.parse(createHash("sha256").update(signed).digest("hex"));
  insertWindow(db, { epoch, seq, start, sha256, signed, sealed_at: nowMs });
}
