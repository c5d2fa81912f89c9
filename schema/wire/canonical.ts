import canonicalize from "canonicalize";
import type { Sha256 } from "./identifier.ts";
import { inOrder } from "./in-order.ts";

/**
 * The RFC 8785 canonical JSON of a value: equal values are equal strings.
 *
 * @throws TypeError for what JSON cannot say (undefined, NaN, a function)
 */
export function canonicalJson(value: unknown): string {
  const ordered = inOrder(value);
  if (ordered !== undefined) {
    const json = JSON.stringify(ordered);
    // Escaped: text that may be no Unicode, which the library refuses.
    if (!json.includes("\\ud")) return json;
  }
  const json = canonicalize(value);
  if (json === undefined) throw new TypeError("not a JSON value");
  return json;
}

const ENCODER = new TextEncoder();

/** The UTF-8 bytes of a text. */
export const utf8 = (text: string): Uint8Array<ArrayBuffer> =>
  ENCODER.encode(text) as Uint8Array<ArrayBuffer>;

/** The UTF-8 bytes of a value's canonical JSON: what is signed and what is hashed. */
export const canonicalBytes = (value: unknown): Uint8Array<ArrayBuffer> =>
  utf8(canonicalJson(value));

/** Every byte in hex. */
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** SHA-256 of bytes, in hex. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Sha256> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  let hex = "";
  for (let i = 0; i < digest.length; i++) hex += HEX[digest[i] as number];
  return hex as Sha256;
}

/** SHA-256 of a value's canonical JSON: the digest that is published for documents and chained between windows. */
export const digestOf = (value: unknown): Promise<Sha256> => sha256(canonicalBytes(value));
