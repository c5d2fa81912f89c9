import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { Address } from "./identifier.ts";

/** Who signed a text, or why that cannot be said. */
export type Recovered = Readonly<{ signer: Address } | { refused: "high_s" | "bad_signature" }>;

/**
 * The digest that a wallet signs for a text: EIP-191 version 0x45 (`personal_sign`), with the length in UTF-8 bytes.
 *
 * @see https://eips.ethereum.org/EIPS/eip-191
 */
export function personalDigest(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  const prefix = new TextEncoder().encode(`\x19Ethereum Signed Message:\n${bytes.length}`);
  return keccak_256(new Uint8Array([...prefix, ...bytes]));
}

/**
 * The address that signed a text with `personal_sign`. A signature with a high s is refused (EIP-2): it is the
 * malleable twin of one with a low s, and no wallet makes it.
 *
 * @param signature  `0x` and 65 bytes R‖S‖V in hex, V 27 or 28, or 0 or 1 as some hardware wallets give it
 */
export function recoverSigner(text: string, signature: string): Recovered {
  const [, rs, v] = /^0x([0-9a-f]{128})([0-9a-f]{2})$/i.exec(signature) ?? [];
  const recovery = RECOVERY.get(Number.parseInt(v ?? "", 16));
  if (rs === undefined || recovery === undefined) return { refused: "bad_signature" };
  try {
    const parsed = secp256k1.Signature.fromHex(rs, "compact");
    if (parsed.hasHighS()) return { refused: "high_s" };
    const point = parsed.addRecoveryBit(recovery).recoverPublicKey(personalDigest(text));
    return { signer: addressOf(point.toBytes(false)) };
  } catch {
    return { refused: "bad_signature" };
  }
}

/** The address of an uncompressed public key (65 bytes, the first is 4): the last 20 bytes of its Keccak-256. */
export const addressOf = (publicKey: Uint8Array): Address =>
  Address.parse(`0x${hex(keccak_256(publicKey.subarray(1)).subarray(12))}`);

const RECOVERY: ReadonlyMap<number, number> = new Map([
  [27, 0],
  [28, 1],
  [0, 0],
  [1, 1],
]);

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
