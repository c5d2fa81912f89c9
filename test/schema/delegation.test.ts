import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import fc from "fast-check";
import { expect, it } from "vitest";
import { trustOf } from "../../schema/sla/trust.ts";
import {
  checkDelegation,
  Delegation,
  delegationText,
  readDelegation,
} from "../../schema/wire/delegation.ts";
import { addressOf, personalDigest, recoverSigner } from "../../schema/wire/ethereum-signature.ts";
import { NODE, ORCHESTRATOR, personalSign } from "../support/wallets.ts";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

const NOW = Date.parse("2026-03-01T00:00:00Z");

const delegation = (override: object = {}): Delegation =>
  Delegation.parse({
    orchestrator: ORCHESTRATOR.address,
    node: NODE.address,
    service_uri: "https://orch.example.org:8935",
    agent_url: "https://orch.example.org:9480",
    agent_key: `ed25519:${"A".repeat(43)}`,
    chain_id: 42161,
    not_before: "2026-02-01T00:00:00Z",
    expires: "2026-05-01T00:00:00Z",
    nonce: "00112233445566778899aabbccddeeff",
    ...override,
  });

/** Signs a digest as a wallet does: R‖S‖V, low s. */
const signDigest = (digest: Uint8Array, { key }: { key: Uint8Array }): string => {
  const signature = secp256k1.sign(digest, key, { prehash: false, format: "recovered" });
  return `0x${hex(signature.subarray(1))}${(27 + (signature[0] ?? 0)).toString(16)}`;
};

const row = (override: object = {}) => ({
  url: "https://orch.example.org:9480",
  service_host: null,
  agent: delegation().agent_key,
  orchestrator: delegation().orchestrator,
  node: delegation().node,
  ...override,
});

it.each([
  // go-ethereum, accounts/accounts_test.go, TestTextHash.
  ["Hello Joe", "a080337ae51c4e064c189e113edd0ba391df9206e2f49db658bb32cf2911730b"],
  // ethers, documentation of hashMessage.
  ["Hello World", "a1de988600a42c4b4ab089b619297c17d53cffae5d5120d82d8a92d0bb3b78f2"],
  // web3.js, documentation of eth.accounts.hashMessage and sign.
  ["Some data", "1da44b586eb0729ff70a73c326926f6ed5a25f5b056e7f47fbc6e58d86871655"],
])("hashes %j as wallets do", (text, digest) => {
  expect(hex(personalDigest(text))).toBe(digest);
});

it("recovers the signer of the example in web3.js' documentation", () => {
  const signature =
    "0xb91467e570a6466aa9e9876cbcd013baba02900b8979d43fe208a4a4f339f5fd6007e74cd82e037b800186422fc2da167c747ef045e5d18a5f5d4300f8e1a0291c";
  const signer = "0x2c7536e3605d9c16a7a3d7b1898e529396a65c23";
  expect(recoverSigner("Some data", signature)).toEqual({ signer });
  expect(recoverSigner("Some data", `${signature.slice(0, -2)}01`)).toEqual({ signer });
  expect(recoverSigner("Some Data", signature)).not.toEqual({ signer });
});

it("knows the addresses of known keys", () => {
  for (const { key, address } of [ORCHESTRATOR, NODE])
    expect(addressOf(secp256k1.getPublicKey(key, false))).toBe(address);
});

it("counts a delegation that the orchestrator signed at level 3, and the node's at level 2", () => {
  const text = delegationText(delegation());
  for (const [by, level] of [
    [ORCHESTRATOR, 3],
    [NODE, 2],
  ] as const) {
    const checked = checkDelegation({ text, signature: personalSign(text, by) }, NOW);
    expect(checked).toEqual({ delegation: delegation(), signer: by.address });
    expect(trustOf(row(), checked)).toBe(level);
  }
});

it.each([
  ["of another agent", { agent: `ed25519:${"B".repeat(43)}` }],
  ["for another orchestrator", { orchestrator: `0x${"1".repeat(40)}` }],
  ["of an agent elsewhere", { url: "https://evil.example.org:9480" }],
  ["of a gateway's agent, which speaks for none", { orchestrator: null }],
])("counts no delegation %s, and falls back to the host", (_, override) => {
  const text = delegationText(delegation());
  const checked = checkDelegation({ text, signature: personalSign(text, ORCHESTRATOR) }, NOW);
  expect(trustOf(row(override) as never, checked)).toBe(0);
  const service_host = "orch.example.org:8935";
  const hosted = "url" in override ? 0 : 1;
  expect(trustOf(row({ ...override, service_host }) as never, checked)).toBe(hosted);
});

it("takes the row's word for the node, and never the delegation's own", () => {
  const text = delegationText(delegation());
  const checked = checkDelegation({ text, signature: personalSign(text, NODE) }, NOW);
  expect(trustOf(row({ node: null }), checked)).toBe(0);
  expect(trustOf(row({ node: `0x${"2".repeat(40)}` }) as never, checked)).toBe(0);
});

it("is not fooled by the node's public Ping, which signs the Keccak-256 of whatever it is given", () => {
  const text = delegationText(delegation());
  // go-livepeer: Ping(value) signs TextHash(keccak256(value)): always a message of 32 bytes.
  const inner = keccak_256(new TextEncoder().encode(text));
  const prefix = new TextEncoder().encode("\x19Ethereum Signed Message:\n32");
  const ping = signDigest(keccak_256(new Uint8Array([...prefix, ...inner])), NODE);
  const checked = checkDelegation({ text, signature: ping }, NOW);
  expect(trustOf(row(), checked)).toBe(0);
  const message = Buffer.from(inner)
    .toString("latin1")
    .slice(0, 32)
    .replaceAll(/[^ -~]/g, "x");
  expect(checkDelegation({ text: message, signature: ping }, NOW)).toMatchObject({
    refused: "32_bytes",
  });
});

it.each([
  ["before its time", {}, "2026-01-31T23:54:59Z", "not_yet"],
  ["five minutes before its time, for clocks that differ", {}, "2026-01-31T23:55:00Z", null],
  ["in its last millisecond", {}, "2026-04-30T23:59:59.999Z", null],
  ["at its end", {}, "2026-05-01T00:00:00Z", "expired"],
  ["for 91 days", { expires: "2026-05-03T00:00:00Z" }, "2026-03-01T00:00:00Z", "too_long"],
  ["for exactly 90 days", { expires: "2026-05-02T00:00:00Z" }, "2026-03-01T00:00:00Z", null],
  [
    "that ends before it begins",
    { expires: "2026-01-01T00:00:00Z" },
    "2026-03-01T00:00:00Z",
    "too_long",
  ],
  ["for another chain", { chain_id: 1 }, "2026-03-01T00:00:00Z", "wrong_chain"],
] as const)("judges a delegation %s", (_, override, at, refused) => {
  const text = delegationText(delegation(override));
  const checked = checkDelegation(
    { text, signature: personalSign(text, ORCHESTRATOR) },
    Date.parse(at),
  );
  expect("refused" in checked ? checked.refused : null).toBe(refused);
});

it("refuses the malleable twin of a signature, and what is none", () => {
  const text = delegationText(delegation());
  const signature = personalSign(text, ORCHESTRATOR);
  // The order of secp256k1, SEC 2 §2.4.1; (r, n − s) with the other V verifies just as well.
  const n = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
  const s = BigInt(`0x${signature.slice(66, 130)}`);
  const v = signature.endsWith("1b") ? "1c" : "1b";
  const twin = `${signature.slice(0, 66)}${(n - s).toString(16).padStart(64, "0")}${v}`;
  expect(checkDelegation({ text, signature: twin }, NOW)).toMatchObject({ refused: "high_s" });
  for (const bad of [
    `0x${"0".repeat(130)}`,
    `0x${"f".repeat(130)}`,
    `${signature.slice(0, -2)}1d`,
    "0x",
  ])
    expect(checkDelegation({ text, signature: bad }, NOW)).toMatchObject({
      refused: "bad_signature",
    });
});

it("reads only the very text that it makes: any change of one character is refused or signed by nobody we know", () => {
  const text = delegationText(delegation({ node: null, service_uri: null }));
  expect(readDelegation(text)).toEqual(delegation({ node: null, service_uri: null }));
  const signature = personalSign(text, ORCHESTRATOR);
  fc.assert(
    fc.property(fc.nat({ max: text.length - 1 }), fc.string({ maxLength: 2 }), (at, put) => {
      const changed = text.slice(0, at) + put + text.slice(at + 1);
      fc.pre(changed !== text);
      const checked = checkDelegation({ text: changed, signature }, NOW);
      expect("signer" in checked ? checked.signer : null).not.toBe(ORCHESTRATOR.address);
    }),
  );
});

it("never throws, whatever it is given", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (text, signature) => {
      expect(checkDelegation({ text, signature }, NOW)).toHaveProperty("refused");
    }),
  );
});

it.each(["orchestrator", "chain_id", "expires", "nonce"])("refuses a text without %s", (field) => {
  const text = delegationText(delegation());
  const without = text.split("\n").filter((line) => !line.startsWith(`${field}:`));
  expect(readDelegation(without.join("\n"))).toBeNull();
});
