import { createHash, createPrivateKey, createPublicKey } from "node:crypto";
import { agentKeyOf } from "../../schema/wire/signature.ts";
import type { TestAgent } from "../support/windows.ts";

/** What comes before the 32 bytes of an Ed25519 private key in PKCS #8 (RFC 8410). */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

/** An agent whose key is made of its name: a restart does not make it another one. */
export async function agentOf(name: string): Promise<TestAgent> {
  const seed = createHash("sha256").update(`livepeer-sla hostile ${name}`).digest();
  const pkcs8 = Buffer.concat([PKCS8, seed]);
  const privateKey = await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", true, ["sign"]);
  const secret = createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" });
  const jwk = createPublicKey(secret).export({ format: "jwk" });
  return { key: agentKeyOf(Buffer.from(String(jwk.x), "base64url")), privateKey };
}
