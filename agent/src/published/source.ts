import type * as z from "zod";
import { Refusal } from "../refusal.ts";

/** Where published documents are read from, by the paths of the API: an API, or a folder that was mirrored from one. */
export type Source = Readonly<{
  /** For messages: a URL or a folder. */
  place: string;
  /** It is a folder: what is not in it was not mirrored. */
  isFolder: boolean;
  /** A document's bytes as they are stored; null where there is none. @throws Refusal where it cannot be had */
  find: (path: string) => Promise<Uint8Array<ArrayBuffer> | null>;
}>;

/** @throws Refusal where there is no such document: then nothing that needs it can be checked */
export async function bytesOf(source: Source, path: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await source.find(path);
  if (bytes === null) throw new Refusal(`${source.place} has no ${path}`);
  return bytes;
}

/** A document by its schema; null where there is none. @throws Refusal for one that is something else */
export async function findJson<S extends z.ZodType>(
  source: Source,
  path: string,
  schema: S,
): Promise<z.infer<S> | null> {
  const bytes = await source.find(path);
  return bytes && readJson(path, bytes, schema);
}

/** @throws Refusal where there is no such document, or it is something else */
export const jsonOf = async <S extends z.ZodType>(
  source: Source,
  path: string,
  schema: S,
): Promise<z.infer<S>> => readJson(path, await bytesOf(source, path), schema);

/** @throws Refusal that names the field which is not what it should be */
export function readJson<S extends z.ZodType>(
  path: string,
  bytes: Uint8Array,
  schema: S,
): z.infer<S> {
  const parsed = schema.safeParse(parseJson(new TextDecoder().decode(bytes)));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Refusal(
    `${path} is not what it should be: ${issue?.path.join(".") || "body"}: ${issue?.message}`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
