import type * as z from "zod";
import { digestOf } from "../../../schema/wire/canonical.ts";
import type { PublishedHour } from "../../../schema/wire/hour.ts";
import { compare, type Finding } from "../verify/finding.ts";
import { jsonOf, type Source } from "./source.ts";

/** The paths of the documents that hold a version's jobs, or its sums, each with the digest that the version says. */
export function packPaths(
  { hour, version, packs, ...of }: PublishedHour,
  name: "jobs" | "rollups",
): Readonly<{ path: string; digest: string }>[] {
  const path = `/v1/hours/${hour}/${version}/${name}`;
  return packs === undefined
    ? [{ path, digest: of[`${name}_digest`] }]
    : packs[name].map((digest, pack) => ({ path: `${path}/${pack}`, digest }));
}

/**
 * A version's jobs, or its sums, from all documents that hold them, and which of these are not what the version says.
 *
 * @throws Refusal where one cannot be had
 */
export async function readPacks<S extends z.ZodArray>(
  source: Source,
  published: PublishedHour,
  name: "jobs" | "rollups",
  schema: S,
): Promise<{ items: z.infer<S>; findings: Finding[] }> {
  const items: z.infer<S>[number][] = [];
  const findings: Finding[] = [];
  for (const { path, digest } of packPaths(published, name)) {
    const pack = await jsonOf(source, path, schema);
    findings.push(...compare(`digest of ${path}`, digest, await digestOf(pack)));
    for (const item of pack) items.push(item);
  }
  return { items: items as z.infer<S>, findings };
}
