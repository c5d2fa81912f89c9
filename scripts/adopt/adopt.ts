import { setTimeout as sleep } from "node:timers/promises";
import { sha256 } from "../../schema/wire/canonical.ts";
import { Hour } from "../../schema/wire/quantity.ts";
import { nextHour } from "../../schema/sla/hour.ts";
import { keyOf } from "../../agent/src/published/file-of.ts";
import { bytesOf, type Source } from "../../agent/src/published/source.ts";
import { type Asked, versionsAsked } from "../../agent/src/published/versions.ts";
import { documentsOf, type Listed } from "../../agent/src/published/walk.ts";

/** The deployment that takes over: where its operators' routes are. */
export type Successor = Readonly<{ url: string; token: string; fetch: typeof globalThis.fetch }>;

/** What was taken over. */
export type Adopted = Readonly<{
  from: Hour;
  to: Hour;
  hours: number;
  documents: number;
  stored: number;
}>;

/**
 * Hands published history over to a deployment: documents first, each once and by its digest, then the pointers to the
 * versions of hours, and then a rebuild, which makes registry and ledger again from the raw objects. It may be run again.
 *
 * @throws Error with the successor's own words when it refuses something
 */
export async function adopt(
  source: Source,
  asked: Asked,
  successor: Successor,
  say: (line: string) => void,
): Promise<Adopted> {
  const { versions, days } = await versionsAsked(source, asked);
  let [documents, stored] = [0, 0];
  const put = async (listed: Listed) => {
    const was = await putDocument(source, listed, successor);
    documents += 1;
    stored += was ? 1 : 0;
    if (documents % 100 === 0) say(`${documents} documents, ${stored} of them new there`);
  };
  const slots = new Set<Hour>();
  for await (const listed of documentsOf(source, versions)) {
    const slot = slotHourOf(listed.path);
    if (slot !== null) slots.add(slot);
    await put(listed);
  }
  for (const { day } of days) await put({ path: `/v1/days/${day}`, sha256: null, optional: true });
  for (const { hour, version } of versions)
    await ask(successor, "POST", "/admin/adopt", JSON.stringify({ hour, version }));
  const [first, last] = [[...slots].toSorted().at(0), [...slots].toSorted().at(-1)];
  if (first === undefined || last === undefined) throw new Error("there is nothing to take over");
  const range = { from: first, to: nextHour(last) };
  await ask(successor, "POST", "/admin/rebuild", JSON.stringify(range));
  return { ...range, hours: versions.length, documents, stored };
}

/** The hour of the slot whose raw object this is; null for other documents. */
function slotHourOf(path: string): Hour | null {
  const [, hour] = /^\/v1\/snapshots\/raw\/v1\/([^/]+)\//.exec(path) ?? [];
  return hour === undefined ? null : Hour.parse(`${hour}:00:00Z`);
}

/** An index that the successor has of its own goes on there: it is not written over. */
async function putDocument(
  source: Source,
  { path, optional }: Listed,
  successor: Successor,
): Promise<boolean> {
  const key = keyOf(path);
  if (key === null) throw new TypeError(`${path} is not kept in an archive`);
  const bytes = optional ? await source.find(path) : await bytesOf(source, path);
  if (bytes === null) return false;
  const headers = { "x-sla-sha256": await sha256(bytes) };
  const passedOver = path.startsWith("/v1/days/") ? [409] : [];
  const reply = await ask(successor, "PUT", `/admin/adopt/${key}`, bytes, headers, passedOver);
  return reply !== null && (JSON.parse(reply) as { stored: boolean }).stored;
}

/** So often a request is sent again that did not get through. Every one of them may be repeated. */
const TRIES = 4;

/** @returns what it answered; null for a status that is passed over */
async function ask(
  { url, token, fetch }: Successor,
  method: "PUT" | "POST",
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
  passedOver: readonly number[] = [],
): Promise<string | null> {
  for (let attempt = 1; ; attempt++) {
    const init = { method, body, headers: { ...headers, authorization: `Bearer ${token}` } };
    const reply = await fetch(url.replace(/\/$/, "") + path, init).catch((error: Error) => error);
    if (!(reply instanceof Error)) {
      const text = await reply.text();
      if (reply.ok) return text;
      if (passedOver.includes(reply.status)) return null;
      if (reply.status < 500 || attempt === TRIES)
        throw new Error(`${method} ${path}: HTTP ${reply.status}: ${text}`);
    } else if (attempt === TRIES) throw new Error(`${url} cannot be reached: ${reply.message}`);
    await sleep(250 * 2 ** attempt);
  }
}
