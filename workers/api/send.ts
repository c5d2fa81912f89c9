import { sha256 } from "../../schema/wire/canonical.ts";
import type { KeptAnswer } from "./kept-answers.ts";

/** Whether If-None-Match names an entity tag, compared weakly (RFC 9110 §13.1.2). */
export function isKnown(ifNoneMatch: string | null, etag: string): boolean {
  if (ifNoneMatch === null) return false;
  if (ifNoneMatch === etag) return true;
  const tags = ifNoneMatch.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags.includes("*") || tags.includes(etag.replace(/^W\//, ""));
}

/** A kept answer, or 304 to whom has it. */
export const send = (answer: KeptAnswer, ifNoneMatch: string | null): Response =>
  isKnown(ifNoneMatch, answer.etag)
    ? new Response(null, { status: 304, headers: answer.notModified })
    : new Response(answer.bytes, { headers: answer.headers });

/** A kept answer in place of one that could not be made, marked as stale, with its age in seconds. */
export function sendStale(answer: KeptAnswer, nowMs: number): Response {
  const response = new Response(answer.bytes, { headers: answer.headers });
  response.headers.set("Cache-Control", "public, max-age=5");
  response.headers.set("X-Sla-Stale", "true");
  response.headers.set("Age", String(Math.max(0, Math.floor((nowMs - answer.atMs) / 1000))));
  return response;
}

/** The headers of a 304, from those of its 200: all but those of the body. */
export function notModifiedOf(ok: Headers): Headers {
  const headers = new Headers(ok);
  headers.delete("Content-Type");
  headers.delete("Content-Length");
  return headers;
}

/** An entity tag of bytes. */
export const etagOf = async (bytes: ArrayBuffer): Promise<string> =>
  `"${(await sha256(new Uint8Array(bytes))).slice(0, 32)}"`;
