import { createPrivateKey } from "node:crypto";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { signerOf } from "../../agent/src/key-file.ts";
import { signWindow } from "../../schema/wire/signature.ts";
import { quietWindow } from "../support/quiet-window.ts";
import { temporaryFolder } from "./support/test-agent.ts";

it("makes a key that only its owner can read, once", () => {
  const path = join(temporaryFolder(), "key.pem");
  const { agent } = signerOf(path);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(signerOf(path).agent).toBe(agent);
});

it("signs as the contract does: the same bytes from node:crypto and from Web Crypto", async () => {
  const path = join(temporaryFolder(), "key.pem");
  const { agent, sign } = signerOf(path);
  const pkcs8 = createPrivateKey(readFileSync(path)).export({ format: "der", type: "pkcs8" });
  const key = await crypto.subtle.importKey("pkcs8", new Uint8Array(pkcs8), "Ed25519", false, [
    "sign",
  ]);
  const window = quietWindow({ agent });
  expect(sign(window)).toEqual(await signWindow(window, key));
});

it("refuses a file that holds no Ed25519 key", () => {
  const path = join(temporaryFolder(), "key.pem");
  writeFileSync(path, "not a key");
  expect(() => signerOf(path)).toThrow();
});
