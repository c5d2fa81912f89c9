import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SignedDelegation } from "../../../schema/wire/delegation.ts";
import type { Settings } from "../settings/resolve.ts";
import { readSigned } from "./read-signed.ts";

type Place = Pick<Settings, "store" | "delegation_file">;

/** Where a store keeps the delegation of its agent. */
const keptIn = (store: string): string => join(store, "delegation.json");

/** Keeps a delegation with the agent that it is for, over the one that was there; returns where. */
export function keepDelegation(store: string, signed: SignedDelegation): string {
  const path = keptIn(store);
  writeFileSync(path, `${JSON.stringify(signed, null, 2)}\n`);
  return path;
}

/**
 * The agent's delegation: the one in the file that the operator set, else the one that its store keeps. Null where there is
 * none. It is not checked.
 *
 * @throws Refusal for a file that is no signed delegation
 */
export async function ownDelegation({
  store,
  delegation_file,
}: Place): Promise<SignedDelegation | null> {
  const path = delegation_file ?? (existsSync(keptIn(store)) ? keptIn(store) : null);
  return path === null ? null : readSigned(path, (async function* () {})());
}
