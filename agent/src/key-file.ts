import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  type KeyObject,
} from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from "node:fs";
import { canonicalBytes } from "../../schema/wire/canonical.ts";
import { Signature, type AgentKey } from "../../schema/wire/identifier.ts";
import { agentKeyOf } from "../../schema/wire/signature.ts";
import type { SignedWindow, Window } from "../../schema/wire/window.ts";
import { Refusal } from "./refusal.ts";

/** An agent's identity and the one thing that is done with its private half. */
export type Signer = Readonly<{ agent: AgentKey; sign: (window: Window) => SignedWindow }>;

/** The Ed25519 key in a file, PKCS #8 PEM, mode 600: made once, never replaced. */
export function signerOf(path: string): Signer {
  if (!existsSync(path)) createKeyFile(path);
  const privateKey = readKey(path);
  const raw = createPublicKey(privateKey).export({ format: "jwk" }).x;
  if (raw === undefined) throw new Refusal(`${path} holds a key that is not Ed25519`);
  return {
    agent: agentKeyOf(Buffer.from(raw, "base64url")),
    sign: (window) => signed(window, privateKey),
  };
}

/** The same bytes as `signWindow` of schema/wire: Ed25519 is deterministic (RFC 8032). Here it has to be synchronous. */
const signed = (window: Window, privateKey: KeyObject): SignedWindow => ({
  window,
  signature: Signature.parse(sign(null, canonicalBytes(window), privateKey).toString("base64url")),
});

function readKey(path: string): KeyObject {
  const key = createPrivateKey(readFileSync(path));
  if (key.asymmetricKeyType !== "ed25519")
    throw new Refusal(`${path} holds a key that is not Ed25519`);
  return key;
}

/** Written whole under another name first, then linked: a crash leaves no half key, and two starts make one. */
function createKeyFile(path: string): void {
  const pem = generateKeyPairSync("ed25519").privateKey.export({ format: "pem", type: "pkcs8" });
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  const file = openSync(draft, "wx", 0o600);
  writeSync(file, pem.toString());
  fsyncSync(file);
  closeSync(file);
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(draft);
  }
}
