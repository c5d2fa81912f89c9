import { parseEnvelope, type ParsedEnvelope } from "./parse-envelope.ts";
import { type JsonText, splitJson } from "./split-json.ts";

/** What one envelope of the input says, and the line that it begins on, from 1. */
export type ReadEnvelope = Readonly<{ line: number }> & ParsedEnvelope;

/**
 * Reads envelopes from text: newline-delimited JSON or one JSON array; each a bare envelope, or a Kafka record whose
 * `value` is the envelope (as an object, or as a string of JSON). What cannot be read is named and passed over.
 */
export async function* readEnvelopes(text: AsyncIterable<string>): AsyncGenerator<ReadEnvelope> {
  for await (const piece of splitJson(text)) yield { line: piece.line, ...read(piece) };
}

function read(piece: JsonText): ParsedEnvelope {
  if ("refused" in piece) return { refused: piece.refused };
  try {
    return parseEnvelope(unwrap(JSON.parse(piece.json)));
  } catch (error) {
    if (error instanceof SyntaxError) return { refused: "not JSON" };
    throw error;
  }
}

/** The envelope inside a Kafka record; anything else as it is. */
function unwrap(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("value" in value) || "data" in value)
    return value;
  return typeof value.value === "string" ? JSON.parse(value.value) : value.value;
}
