import { canonicalBytes } from "./canonical.ts";
import { AgentKey, Signature } from "./identifier.ts";
import type { SignedWindow, Window } from "./window.ts";

const toBase64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const chars = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = new Uint8Array(chars.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = chars.charCodeAt(i);
  return bytes;
}

/** A raw 32-byte Ed25519 public key in the form it is registered and published under. */
export const agentKeyOf = (publicKey: Uint8Array): AgentKey =>
  AgentKey.parse(`ed25519:${toBase64Url(publicKey)}`);

/** Signs a window over its RFC 8785 bytes (RFC 8032). The window's `schema` field keeps the domain apart. */
export async function signWindow(window: Window, privateKey: CryptoKey): Promise<SignedWindow> {
  const signature = await crypto.subtle.sign("Ed25519", privateKey, canonicalBytes(window));
  return { window, signature: Signature.parse(toBase64Url(new Uint8Array(signature))) };
}

/** The 64 bytes of a window's signature. */
export const signatureBytes = ({ signature }: SignedWindow): Uint8Array<ArrayBuffer> =>
  fromBase64Url(signature);

/** Whether the agent named in the window signed it. @param bytes the window's RFC 8785 bytes, where they are known */
export async function isSignedByItsAgent(
  signed: SignedWindow,
  bytes = canonicalBytes(signed.window),
): Promise<boolean> {
  const raw = fromBase64Url(signed.window.agent.slice("ed25519:".length));
  const key = await crypto.subtle.importKey("raw", raw, "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", key, signatureBytes(signed), bytes);
}
