import type { DatabaseSync } from "node:sqlite";
import { dueAt } from "../minute.ts";
import { readAgent } from "../store/agent-row.ts";
import { findWindow, readEpoch } from "../store/windows.ts";
import { problem } from "./problem.ts";

/** One window by its key: immutable, gone (410), not sealed yet (425), or never heard of (404). */
export function windowResponse(
  db: DatabaseSync,
  epoch: string,
  seq: string,
  nowMs: number,
  ifNoneMatch: string | null,
): Response {
  const known = readEpoch(db, epoch);
  if (!/^(0|[1-9]\d{0,14})$/.test(seq)) {
    return problem(400, "seq must be a whole number, from 0", { parameter: "seq" });
  }
  if (known === null) return problem(404, `this store has no epoch ${epoch}`);
  const stored = findWindow(db, epoch, Number(seq));
  if (stored === null) return absent(db, epoch, Number(seq), known.next_seq, nowMs);
  const headers = {
    etag: `"${stored.sha256}"`,
    "cache-control": "public, max-age=31536000, immutable",
  };
  if (matches(ifNoneMatch, stored.sha256)) return new Response(null, { status: 304, headers });
  return new Response(stored.signed, {
    headers: { ...headers, "content-type": "application/json" },
  });
}

function absent(
  db: DatabaseSync,
  epoch: string,
  seq: number,
  nextSeq: number,
  nowMs: number,
): Response {
  if (seq < nextSeq) return problem(410, `${epoch}/${seq} is older than what is kept`);
  const agent = readAgent(db);
  if (agent?.live_epoch !== epoch || seq > nextSeq)
    return problem(404, `${epoch}/${seq} is not sealed`);
  const waitMs = agent.next_start === null ? 60_000 : dueAt(agent.next_start) - nowMs;
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  return problem(425, `${epoch}/${seq} is still open`, {
    headers: { "retry-after": String(seconds) },
  });
}

/** Weak comparison, as RFC 9110 has it for If-None-Match. */
const matches = (ifNoneMatch: string | null, sha256: string): boolean =>
  (ifNoneMatch ?? "")
    .split(",")
    .some((tag) => tag.trim() === "*" || tag.trim().replace(/^W\//, "") === `"${sha256}"`);
