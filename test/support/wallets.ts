import { secp256k1 } from "@noble/curves/secp256k1.js";
import { Delegation, delegationText, type SignedDelegation } from "../../schema/wire/delegation.ts";
import { personalDigest } from "../../schema/wire/ethereum-signature.ts";
import { Address } from "../../schema/wire/identifier.ts";

/** An Ethereum account. */
export type Wallet = Readonly<{ key: Uint8Array; address: Address }>;

const wallet = (key: string, address: string): Wallet => ({
  key: Uint8Array.from(key.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16)),
  address: Address.parse(address),
});

/** The first three accounts of every Hardhat and Anvil node, as its documentation lists them. */
export const ORCHESTRATOR = wallet(
  "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
  "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266",
);
export const NODE = wallet(
  "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
  "0x70997970c51812dc3a010c7d01b50e0d17dc79c8",
);
export const STRANGER = wallet(
  "5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
  "0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc",
);

/** What a wallet's `personal_sign` gives for a text: R‖S‖V. */
export function personalSign(text: string, { key }: Wallet): string {
  const bytes = secp256k1.sign(personalDigest(text), key, { prehash: false, format: "recovered" });
  const hex = (part: Uint8Array) =>
    Array.from(part, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `0x${hex(bytes.subarray(1))}${(27 + (bytes[0] ?? 0)).toString(16)}`;
}

/** A delegation of the orchestrator for January 2026, signed. It names no agent unless told. */
export function delegated(
  terms: Readonly<Record<string, unknown>>,
  by: Wallet = ORCHESTRATOR,
): SignedDelegation {
  const text = delegationText(
    Delegation.parse({
      orchestrator: ORCHESTRATOR.address,
      node: NODE.address,
      service_uri: null,
      agent_url: "https://agent.example",
      agent_key: `ed25519:${"A".repeat(43)}`,
      chain_id: 42_161,
      not_before: "2026-01-01T00:00:00Z",
      expires: "2026-02-01T00:00:00Z",
      nonce: "00112233445566778899aabbccddeeff",
      ...terms,
    }),
  );
  return { text, signature: personalSign(text, by) };
}
