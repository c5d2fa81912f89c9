import { createHash, createPublicKey, verify as verifySignature } from "node:crypto";
import { noneSigned } from "../agent/src/verify/check-windows.ts";
import { objectReader } from "../agent/src/verify/read-objects.ts";
import { verifyHour } from "../agent/src/verify/verify-hour.ts";
import { canonicalBytes } from "../schema/wire/canonical.ts";
import type { Effort } from "./effort.ts";
import { judged, type Row, spreadOf } from "./row.ts";
import { publishedHour, type BenchHour } from "./published-hour.ts";

const ORCHESTRATORS = 300;

/** At most so many times what the cryptography of the same bytes takes alone. */
const GOAL = { atMost: 3 };

/** One hour of 300 orchestrators, verified, against SHA-256 and Ed25519 of the same bytes alone, in one process. */
export async function verifyBench({ rounds, smoke }: Effort): Promise<Row[]> {
  const given = await publishedHour(smoke ? 3 : ORCHESTRATORS);
  const { source, hour, windows, stored } = given;
  const [whole, least]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    const begun = process.cpuUsage();
    const reading = { source, objects: objectReader(source), signed: noneSigned() };
    const { findings } = await verifyHour(reading, hour, 1);
    if (findings.length > 0) throw new Error(`it does not hold: ${JSON.stringify(findings[0])}`);
    whole.push(cpuMs(begun));
    least.push(cryptographyOf(given));
  }
  const row = {
    part: "verify",
    what: `CPU of one hour: ${windows.length} windows in ${stored.length} raw objects`,
    ours: `${spreadOf(whole).median.toFixed(0)} ms`,
    against: `SHA-256 and Ed25519 of the same bytes: ${spreadOf(least).median.toFixed(0)} ms`,
  };
  return [
    judged(
      row,
      whole.map((ms, i) => ms / (least[i] ?? 0)),
      GOAL,
    ),
  ];
}

/** CPU of hashing every stored object and every window, and of checking every signature, and nothing else. */
function cryptographyOf({ stored, windows }: BenchHour): number {
  const inputs = windows.map((signed) => ({
    whole: canonicalBytes(signed),
    bytes: canonicalBytes(signed.window),
    signature: Buffer.from(signed.signature, "base64url"),
    key: keyOf(signed.window.agent),
  }));
  const begun = process.cpuUsage();
  for (const bytes of stored) createHash("sha256").update(bytes).digest();
  for (const { whole, bytes, signature, key } of inputs) {
    createHash("sha256").update(whole).digest();
    if (!verifySignature(null, bytes, key, signature)) throw new Error("a signature is wrong");
  }
  return cpuMs(begun);
}

const keys = new Map<string, ReturnType<typeof createPublicKey>>();

function keyOf(agent: string): ReturnType<typeof createPublicKey> {
  const x = agent.slice("ed25519:".length);
  const known =
    keys.get(x) ?? createPublicKey({ format: "jwk", key: { kty: "OKP", crv: "Ed25519", x } });
  keys.set(x, known);
  return known;
}

const cpuMs = (since: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
};
