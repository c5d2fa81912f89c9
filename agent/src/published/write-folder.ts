import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { sha256 } from "../../../schema/wire/canonical.ts";
import type { Listed } from "./walk.ts";
import { fileOf } from "./file-of.ts";
import { bytesOf, type Source } from "./source.ts";

/** Writes a file whole under another name first: a file that has its name is complete. */
export async function writeWhole(file: string, bytes: Uint8Array | string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.part`, bytes);
  await rename(`${file}.part`, file);
}

/**
 * Copies one document into a folder, unless it is there already as it should be. What is served is copied as it is:
 * whether it holds is for `verify` to say.
 *
 * @returns whether it was fetched
 */
export async function copyInto(
  folder: string,
  source: Source,
  { path, sha256: expected, optional }: Listed,
): Promise<boolean> {
  const name = fileOf(path);
  if (name === null) throw new TypeError(`${path} is not kept as a file`);
  const file = join(folder, name);
  const there = await readFile(file).catch(() => null);
  if (there !== null && (expected === null || (await sha256(new Uint8Array(there))) === expected))
    return false;
  const bytes = optional ? await source.find(path) : await bytesOf(source, path);
  if (bytes === null) return false;
  await writeWhole(file, bytes);
  return true;
}
