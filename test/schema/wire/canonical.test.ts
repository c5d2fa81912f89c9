import { createHash, createPublicKey, verify } from "node:crypto";
import canonicalize from "canonicalize";
import fc from "fast-check";
import { expect, it } from "vitest";
import { canonicalJson, digestOf } from "../../../schema/wire/canonical.ts";
import { pseudonymOf } from "../../../schema/wire/pseudonym.ts";
import { agentKeyOf, isSignedByItsAgent, signWindow } from "../../../schema/wire/signature.ts";
import { quietWindow } from "../../support/quiet-window.ts";

/** Reorders an object's members at every depth. */
const shuffled = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shuffled);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, shuffled(member)]),
  );
};

const keyPair = async () => {
  const { publicKey, privateKey } = (await crypto.subtle.generateKey("Ed25519", true, [
    "sign",
    "verify",
  ])) as CryptoKeyPair;
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", publicKey));
  return { agent: agentKeyOf(raw), privateKey, publicKey };
};

// RFC 8785, section 3.2.3: the example of sorting, and 3.2.2: of numbers and strings.
it("writes the examples of RFC 8785 as the RFC does", () => {
  expect(
    canonicalJson(
      JSON.parse(
        '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"literals":[null,true,false]}',
      ),
    ),
  ).toBe('{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27]}');
  expect(
    Object.keys(JSON.parse(canonicalJson({ "\u20ac": 1, "\r": 2, "1": 3, "\u00f6": 4 })) as object),
  ).toEqual(["1", "\r", "\u00f6", "\u20ac"]);
});

it("gives equal values equal bytes, whatever the order of their members", () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      const wellFormed = JSON.parse(
        JSON.stringify(value).replaceAll(/\\ud[89a-f][0-9a-f]{2}/gi, ""),
      ) as unknown;
      expect(canonicalJson(shuffled(wellFormed))).toBe(canonicalJson(wellFormed));
    }),
  );
});

it.each([[Number.NaN], [Number.POSITIVE_INFINITY], [undefined]])(
  "refuses %s, which JSON cannot say",
  (value) => {
    expect(() => canonicalJson({ value: value ?? Number.NaN })).toThrow();
    if (value === undefined) expect(() => canonicalJson(value)).toThrow(TypeError);
  },
);

it("digests like another implementation of SHA-256", async () => {
  const value = { b: 1, a: ["x"] };
  expect(await digestOf(value)).toBe(
    createHash("sha256").update('{"a":["x"],"b":1}').digest("hex"),
  );
});

it("gives a request the same pseudonym everywhere, as METRICS defines it", async () => {
  const expected = createHash("sha256").update("livepeer-sla:ce6ee475").digest("hex").slice(0, 16);
  expect(await pseudonymOf("ce6ee475")).toBe(expected);
});

it("signs what another implementation of Ed25519 verifies", async () => {
  const { agent, privateKey, publicKey } = await keyPair();
  const signed = await signWindow(quietWindow({ agent }), privateKey);
  const der = Buffer.from(await crypto.subtle.exportKey("spki", publicKey));
  const bytes = Buffer.from(canonicalJson(signed.window));
  const key = createPublicKey({ key: der, format: "der", type: "spki" });
  expect(verify(null, bytes, key, Buffer.from(signed.signature, "base64url"))).toBe(true);
});

it("knows a window that its agent signed from one that was changed, or that another agent signed", async () => {
  const [mine, other] = [await keyPair(), await keyPair()];
  const signed = await signWindow(quietWindow({ agent: mine.agent }), mine.privateKey);
  expect(await isSignedByItsAgent(signed)).toBe(true);
  expect(await isSignedByItsAgent({ ...signed, window: { ...signed.window, seq: 1 } })).toBe(false);
  expect(await isSignedByItsAgent(await signWindow(signed.window, other.privateKey))).toBe(false);
});

it("writes what the library for RFC 8785 writes, or refuses what it refuses, whatever the value", () => {
  const written = (write: () => string | undefined) => {
    try {
      return write() ?? "refused";
    } catch {
      return "refused";
    }
  };
  const key = fc.oneof(fc.constantFrom("__proto__", "toJSON", "10", "9", "-1", "01"), fc.string());
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.string({ unit: "binary" }),
      fc.constantFrom("\ud800", "a\udc00b", "\\ud800", '"', "\u2028", undefined),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie("tree"), { maxLength: 4 }),
      fc.dictionary(key, tie("tree"), { maxKeys: 5, noNullPrototype: false }),
    ),
  }));
  fc.assert(
    fc.property(tree, (value) => {
      expect(written(() => canonicalJson(value))).toBe(written(() => canonicalize(value)));
    }),
    { numRuns: 1000 },
  );
  const deep = JSON.parse(`${"[".repeat(5000)}${"]".repeat(5000)}`) as unknown;
  expect(canonicalJson(deep)).toHaveLength(10_000);
});
