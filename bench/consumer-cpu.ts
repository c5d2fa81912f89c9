import { KeyObject, createHash, verify } from "node:crypto";
import { canonicalBytes } from "../schema/wire/canonical.ts";
import { signatureBytes } from "../schema/wire/signature.ts";
import { SignedWindow } from "../schema/wire/window.ts";
import { type Turn, prepareTurn, workOf } from "./consumer-turn.ts";

/** CPU of one step over a whole turn, in milliseconds: the median of the rounds. */
export type StepCpu = Readonly<{ step: string; cpuMs: number }>;

/**
 * Node makes a job for another thread of every digest and of every signature, and handing it over takes more than the
 * hash. workerd computes both at once, on the thread that asks: so they are taken here.
 */
function cryptoAtOnce(): void {
  const importKey = crypto.subtle.importKey.bind(crypto.subtle);
  Object.assign(crypto.subtle, {
    digest: async (_: unknown, bytes: Uint8Array) => {
      const hash = createHash("sha256").update(bytes).digest();
      return hash.buffer.slice(hash.byteOffset, hash.byteOffset + hash.byteLength);
    },
    // Extractable, since only such a key can be used at once.
    importKey: (format: "raw", key: Uint8Array<ArrayBuffer>, algorithm: string) =>
      importKey(format, key, algorithm, true, ["verify"]),
    verify: async (_: unknown, key: CryptoKey, signature: Uint8Array, bytes: Uint8Array) =>
      verify(null, bytes, KeyObject.from(key), signature),
  });
}

/** What one turn of an hour takes of the CPU without I/O, by step; what its cryptography alone takes; what its raw object weighs. */
export async function consumerCpu(
  rounds: number,
  nth: number,
): Promise<{ steps: StepCpu[]; cryptoMs: number; bytes: number }> {
  const turn = await prepareTurn(nth);
  cryptoAtOnce();
  const spent = new Map<string, number[]>();
  const timed = async <T>(step: string, work: () => Promise<T> | T): Promise<T> => {
    const before = process.cpuUsage();
    const result = await work();
    const { user, system } = process.cpuUsage(before);
    spent.set(step, [...(spent.get(step) ?? []), (user + system) / 1000]);
    return result;
  };
  const alone = cryptoOf(turn);
  let bytes = 0;
  for (let round = 0; round < rounds; round++) {
    bytes = await workOf(turn, timed);
    await timed(CRYPTO, alone);
  }
  const all = [...spent].map(([step, each]) => ({ step, cpuMs: median(each) }));
  const steps = all.filter(({ step }) => step !== CRYPTO).toSorted((a, b) => b.cpuMs - a.cpuMs);
  return { steps, cryptoMs: all.find(({ step }) => step === CRYPTO)?.cpuMs ?? 0, bytes };
}

const CRYPTO = "cryptography alone";

const median = (of: readonly number[]) =>
  of.toSorted((a, b) => a - b)[Math.floor(of.length / 2)] ?? 0;

/** The least that can be done: each target's newest signature, and the hash of every window, of bytes that are there. */
function cryptoOf({ pages }: Turn): () => Promise<void> {
  const windows = pages.map((page) =>
    SignedWindow.array().parse((JSON.parse(page) as { windows: unknown }).windows),
  );
  const hashed = windows.flat().map((signed) => canonicalBytes(signed));
  const signed = windows.map((own) => {
    const newest = own.at(-1);
    if (newest === undefined) throw new Error("a page without windows");
    const raw = Uint8Array.from(
      Buffer.from(newest.window.agent.slice("ed25519:".length), "base64url"),
    );
    return { raw, bytes: canonicalBytes(newest.window), signature: signatureBytes(newest) };
  });
  const { subtle } = crypto;
  return async () => {
    for (const bytes of hashed) await subtle.digest("SHA-256", bytes);
    for (const { raw, bytes, signature } of signed) {
      const key = await subtle.importKey("raw", raw, "Ed25519", false, ["verify"]);
      if (!(await subtle.verify("Ed25519", key, signature, bytes))) throw new Error("its own");
    }
  };
}
