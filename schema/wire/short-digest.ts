import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { canonicalBytes } from "./canonical.ts";
import { Pseudonym } from "./identifier.ts";

/**
 * The first 16 hex digits of the SHA-256 of a value's canonical JSON. Computed at once: Web Crypto makes its caller wait for
 * each digest, which dominates where tens of thousands are asked for in a row.
 */
export const shortDigest = (value: unknown): Pseudonym =>
  Pseudonym.parse(bytesToHex(sha256(canonicalBytes(value)).subarray(0, 8)));
