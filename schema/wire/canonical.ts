import canonicalize from "canonicalize";
import { Sha256 } from "./identifier.ts";

/**
 * The RFC 8785 canonical JSON of a value: equal values are equal strings.
 *
 * @throws TypeError for what JSON cannot say (undefined, NaN, a function)
 */
export function canonicalJson(value: unknown): string {
  const json = canonicalize(value);
  if (json === undefined) throw new TypeError("not a JSON value");
  return json;
}

/** The UTF-8 bytes of a value's canonical JSON: what is signed and what is hashed. */
export const canonicalBytes = (value: unknown): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(canonicalJson(value)) as Uint8Array<ArrayBuffer>;

/** SHA-256 of bytes, in hex. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Sha256> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Sha256.parse(Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join(""));
}

/** SHA-256 of a value's canonical JSON: the digest that is published for documents and chained between windows. */
export const digestOf = (value: unknown): Promise<Sha256> => sha256(canonicalBytes(value));
