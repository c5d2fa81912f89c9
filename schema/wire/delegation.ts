import * as z from "zod";
import { recoverSigner } from "./ethereum-signature.ts";
import { Address, AgentKey } from "./identifier.ts";

const FIRST_LINE = "Livepeer SLA agent delegation v1";

/** Arbitrum One, where orchestrators are registered. */
export const CHAIN_ID = 42_161;

/** A delegation holds for at most 90 days. */
export const MAX_DELEGATION_MS = 90 * 86_400_000;

/** How far ahead of ours the signer's clock may be. */
const SKEW_MS = 300_000;

const Origin = z
  .string()
  .max(256)
  .regex(/^https?:\/\/[^\s/?#@\\]+$/);

/** A whole second in RFC 3339, UTC. */
const Second = z.iso.datetime({ precision: 0 });

/** An orchestrator's word, given with its Ethereum key, that an agent's key speaks for it. */
export const Delegation = z.strictObject({
  orchestrator: Address,
  node: Address.nullable(),
  /** The orchestrator's service, as it is registered: scheme, host and port. */
  service_uri: Origin.nullable(),
  agent_url: Origin,
  agent_key: AgentKey,
  chain_id: z.int().positive(),
  not_before: Second,
  expires: Second,
  /** 16 random bytes, in hex. */
  nonce: z.string().regex(/^[0-9a-f]{32}$/),
});
export type Delegation = z.infer<typeof Delegation>;

/** A delegation's text and the EIP-191 signature over exactly this text. */
export const SignedDelegation = z.strictObject({
  text: z.string().max(2048),
  signature: z.string().regex(/^0x[0-9a-fA-F]{130}$/),
});
export type SignedDelegation = z.infer<typeof SignedDelegation>;

/** Why a delegation does not count. Published: add to it, never rename. */
export const DELEGATION_REFUSALS = [
  "32_bytes",
  "not_a_delegation",
  "wrong_chain",
  "too_long",
  "not_yet",
  "expired",
  "high_s",
  "bad_signature",
] as const;

/** A delegation that holds now and who signed it, or why it does not count. */
export type CheckedDelegation = Readonly<{ delegation: Delegation; signer: Address } | Refused>;

type Refused = { refused: (typeof DELEGATION_REFUSALS)[number]; detail: string };

const FIELDS = Object.keys(Delegation.shape) as (keyof Delegation)[];

/** The text to be signed: one line a field, `none` for what is null, no line end after the last. */
export const delegationText = (delegation: Delegation): string =>
  [FIRST_LINE, ...FIELDS.map((field) => `${field}: ${delegation[field] ?? "none"}`)].join("\n");

/**
 * What a text delegates, or null where it is not exactly one that `delegationText` makes: another spelling of the same is
 * refused, so that what was shown to the signer is what counts.
 */
export function readDelegation(text: string): Delegation | null {
  const lines = text.split("\n").slice(1);
  const said = lines.map((line) => /^([a-z_]+): (.+)$/.exec(line)?.slice(1) ?? ["", ""]);
  const values = Object.fromEntries(
    said.map(([field = "", value = ""]) => [
      field,
      value === "none" ? null : field === "chain_id" ? Number(value) : value,
    ]),
  );
  const parsed = Delegation.safeParse(values);
  return parsed.success && delegationText(parsed.data) === text ? parsed.data : null;
}

/**
 * Checks a delegation from its own words and its signature alone; whom it binds is the registry's business (`trustOf`).
 *
 * @param chainId  the chain on which the signer is known
 */
export function checkDelegation(
  { text, signature }: SignedDelegation,
  nowMs: number,
  chainId: number = CHAIN_ID,
): CheckedDelegation {
  const terms = checkTerms(text, nowMs, chainId);
  if ("refused" in terms) return terms;
  const recovered = recoverSigner(text, signature);
  if ("signer" in recovered) return { ...terms, signer: recovered.signer };
  const details = { high_s: "its s is high (EIP-2)", bad_signature: "no key gives this signature" };
  return { refused: recovered.refused, detail: details[recovered.refused] };
}

/**
 * What a text delegates at a moment, whoever signed it; to find the signer costs a hundred times as much.
 *
 * A text of 32 bytes is refused before anything else: a node signs any 32 bytes for anybody, through its public `Ping`.
 */
export function checkTerms(
  text: string,
  nowMs: number,
  chainId: number = CHAIN_ID,
): Readonly<{ delegation: Delegation } | Refused> {
  if (new TextEncoder().encode(text).length === 32)
    return { refused: "32_bytes", detail: "anybody can obtain a signature over 32 bytes" };
  const delegation = readDelegation(text);
  if (delegation === null)
    return { refused: "not_a_delegation", detail: "the text is not one that `delegate` prints" };
  const { chain_id, not_before, expires } = delegation;
  if (chain_id !== chainId)
    return { refused: "wrong_chain", detail: `chain ${chain_id}, expected ${chainId}` };
  const [fromMs, toMs] = [Date.parse(not_before), Date.parse(expires)];
  if (!(toMs > fromMs) || toMs - fromMs > MAX_DELEGATION_MS)
    return { refused: "too_long", detail: `${not_before} to ${expires} is not within 90 days` };
  if (nowMs + SKEW_MS < fromMs) return { refused: "not_yet", detail: `before ${not_before}` };
  if (nowMs >= toMs) return { refused: "expired", detail: `expired at ${expires}` };
  return { delegation };
}
