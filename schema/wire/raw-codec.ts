import * as z from "zod";
import { utf8 } from "./canonical.ts";
import { OutcomeLine, PlanLine, type RawObject, WindowLine } from "./raw.ts";

/**
 * A raw object larger than this when decoded is refused, in bytes: three times the room that a turn's windows have as they came,
 * since 9e15 is written in sixteen digits, and plan and outcomes come before them.
 */
export const MAX_DECODED_BYTES = 24 * 1024 * 1024;

const Line = z.union([OutcomeLine, WindowLine]);

/** The stored form of a raw object: gzip of NDJSON, the plan first, then outcomes, then windows. */
export async function encodeRaw(raw: RawObject): Promise<Uint8Array<ArrayBuffer>> {
  const { plan, outcomes, windows } = raw;
  const lines = [{ plan }, ...outcomes.map((outcome) => ({ outcome })), ...windows];
  return gzip(utf8(lines.map((line) => `${JSON.stringify(line)}\n`).join("")));
}

/**
 * Reads a raw object back, strictly: every line has a schema, every outcome and window belongs to a target of the
 * plan, each target has exactly one outcome, and no window is of another agent than its target's.
 *
 * @throws Error for anything else, and for more than `MAX_DECODED_BYTES`
 */
export async function decodeRaw(
  bytes: Uint8Array<ArrayBuffer>,
  maxBytes = MAX_DECODED_BYTES,
): Promise<RawObject> {
  const [first, ...rest] = (await gunzip(bytes, maxBytes)).split("\n");
  if (rest.pop() !== "") throw new Error("a raw object ends with a line break");
  const { plan } = PlanLine.parse(JSON.parse(first ?? ""));
  const outcomes: OutcomeLine["outcome"][] = [];
  const windows: WindowLine[] = [];
  for (const text of rest) {
    const line = Line.parse(JSON.parse(text));
    if ("signed" in line) windows.push(line);
    else if (windows.length === 0) outcomes.push(line.outcome);
    else throw new Error("an outcome after a window");
  }
  const raw = { plan, outcomes, windows };
  refuseStrangers(raw);
  return raw;
}

/**
 * Reads back bytes whose digest the ledger has: they were checked when it was noted, and what the schema costs is most of
 * what reading costs.
 */
export async function decodeKnown(bytes: Uint8Array<ArrayBuffer>): Promise<RawObject> {
  const [first, ...rest] = (await gunzip(bytes, MAX_DECODED_BYTES)).split("\n");
  rest.pop();
  const { plan } = JSON.parse(first ?? "") as PlanLine;
  const lines = rest.map((text) => JSON.parse(text) as OutcomeLine | WindowLine);
  const outcomes = lines.flatMap((line) => ("outcome" in line ? [line.outcome] : []));
  const windows = lines.flatMap((line) => ("signed" in line ? [line] : []));
  return { plan, outcomes, windows };
}

function refuseStrangers({ plan, outcomes, windows }: RawObject): void {
  const agents = new Map(plan.targets.map(({ id, agent }) => [id, agent]));
  const told = new Set(outcomes.map(({ target }) => target));
  if (agents.size !== plan.targets.length) throw new Error("a target is planned twice");
  if (outcomes.length !== agents.size || !plan.targets.every(({ id }) => told.has(id)))
    throw new Error("not one outcome per planned target");
  for (const { target, signed } of windows)
    if (agents.get(target) !== signed.window.agent)
      throw new Error(`a window of ${signed.window.agent} under target ${target}`);
}

/** All at once: the bytes are there, and a stream that hands them over in parts takes as long as a third of the compression. */
async function gzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const { readable, writable } = new CompressionStream("gzip");
  const writer = writable.getWriter();
  const packed = new Response(readable).arrayBuffer();
  return new Uint8Array((await Promise.all([packed, writer.write(bytes), writer.close()]))[0]);
}

async function gunzip(bytes: Uint8Array<ArrayBuffer>, maxBytes: number): Promise<string> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });
  const reader = stream.getReader();
  const parts: string[] = [];
  for (let size = 0; ;) {
    const { done, value } = await reader.read();
    if (done) return parts.join("") + decoder.decode();
    size += value.byteLength;
    if (size > maxBytes) {
      await reader.cancel();
      throw new Error(`a raw object of more than ${maxBytes} bytes`);
    }
    parts.push(decoder.decode(value, { stream: true }));
  }
}
