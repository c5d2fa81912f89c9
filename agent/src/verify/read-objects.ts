import type { Input } from "../../../schema/sla/publish/publish-hour.ts";
import type { PublishedHour } from "../../../schema/wire/hour.ts";
import { bytesOf, type Source } from "../published/source.ts";
import { type CheckedObject, checkObject } from "./check-object.ts";
import type { Finding } from "./finding.ts";

/** Raw objects that are fetched at once. */
const AT_ONCE = 8;

/** The raw objects of an hour: those that can be read, and what is wrong with any. */
export type ReadObjects = (
  hour: PublishedHour,
) => Promise<Readonly<{ objects: readonly Input[]; findings: readonly Finding[] }>>;

/**
 * Reads and checks raw objects. Hours that follow one another share half of them: these are read once, and what is wrong with
 * one is said once. Others are let go.
 */
export function objectReader(source: Source): ReadObjects {
  let known = new Map<string, CheckedObject>();
  return async ({ inputs }) => {
    const now = new Map<string, CheckedObject>();
    const findings: Finding[] = [];
    const nameOf = ({ key, sha256 }: PublishedHour["inputs"][number]) => `${sha256} ${key}`;
    for (let i = 0; i < inputs.length; i += AT_ONCE)
      await Promise.all(
        inputs.slice(i, i + AT_ONCE).map(async (input) => {
          const old = known.get(nameOf(input));
          const path = `/v1/snapshots/${input.key}`;
          const checked = old ?? (await checkObject(input, await bytesOf(source, path)));
          if (old === undefined) findings.push(...checked.findings);
          now.set(nameOf(input), checked);
        }),
      );
    known = now;
    const objects = inputs.flatMap((input) => {
      const raw = now.get(nameOf(input))?.raw;
      return raw ? [{ ...input, raw }] : [];
    });
    return { objects, findings };
  };
}
