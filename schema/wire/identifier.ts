import * as z from "zod";

/** An Ethereum address, lower-cased so that equal addresses are equal strings. */
export const Address = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/)
  .toLowerCase()
  .brand("Address");
export type Address = z.infer<typeof Address>;

/**
 * The published form of an id that must not leave its host: the first 16 hex digits of
 * `sha256("livepeer-sla:" + id)`. It joins what a gateway and an orchestrator say of one request. A request id has
 * 32 bits and can be searched: this is a pseudonym, not a secret.
 */
export const Pseudonym = z
  .string()
  .regex(/^[0-9a-f]{16}$/)
  .brand("Pseudonym");
export type Pseudonym = z.infer<typeof Pseudonym>;

/** A SHA-256 digest, 64 hex digits. */
export const Sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .brand("Sha256");
export type Sha256 = z.infer<typeof Sha256>;

/** An agent's identity: its Ed25519 public key, 32 bytes in base64url without padding. */
export const AgentKey = z
  .string()
  .regex(/^ed25519:[A-Za-z0-9_-]{43}$/)
  .brand("AgentKey");
export type AgentKey = z.infer<typeof AgentKey>;

/** An Ed25519 signature, 64 bytes in base64url without padding. */
export const Signature = z
  .string()
  .regex(/^[A-Za-z0-9_-]{86}$/)
  .brand("Signature");
export type Signature = z.infer<typeof Signature>;
