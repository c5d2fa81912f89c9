import { sha256 } from "../../../schema/wire/canonical.ts";
import type { PublishedHour } from "../../../schema/wire/hour.ts";
import type { RawObject } from "../../../schema/wire/raw.ts";
import { decodeRaw } from "../../../schema/wire/raw-codec.ts";
import { compare, type Finding } from "./finding.ts";

/** An input of an hour, as it was checked. `raw` is null where it cannot be read. */
export type CheckedObject = Readonly<{ findings: readonly Finding[]; raw: RawObject | null }>;

/** Checks the stored bytes of one input of an hour against its digest, and reads them. */
export async function checkObject(
  { key, sha256: expected }: PublishedHour["inputs"][number],
  bytes: Uint8Array<ArrayBuffer>,
): Promise<CheckedObject> {
  const findings = compare(`SHA-256 of ${key}`, expected, await sha256(bytes));
  try {
    return { findings, raw: await decodeRaw(bytes) };
  } catch (error) {
    const found = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    return {
      findings: [...findings, { what: key, expected: "a readable raw object", found }],
      raw: null,
    };
  }
}
