import type * as z from "zod";
import { Refusal } from "../refusal.ts";

/** Reads from one API. Whatever keeps an answer from being had is a `Refusal`: nothing could be checked. */
export type Api = Readonly<{
  json: <S extends z.ZodType>(path: string, schema: S) => Promise<z.infer<S>>;
  bytes: (path: string) => Promise<Uint8Array<ArrayBuffer>>;
}>;

const TIMEOUT_MS = 60_000;

/** @param base  where the API is: a URL with http or https */
export function askApi(base: string, fetch: typeof globalThis.fetch): Api {
  const origin = URL.canParse(base) ? new URL(base) : null;
  if (origin === null || !/^https?:$/.test(origin.protocol))
    throw new Refusal(`${base} is no http or https URL`);
  const bytes = async (path: string) => {
    const url = `${origin.href.replace(/\/$/, "")}${path}`;
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(
      (error: Error) => {
        throw new Refusal(`${url} cannot be reached: ${reasonOf(error)}`);
      },
    );
    if (!response.ok)
      throw new Refusal(
        `${url} answered ${response.status}: ${(await response.text()).slice(0, 300)}`,
      );
    return new Uint8Array(
      await response.arrayBuffer().catch((error: Error) => {
        throw new Refusal(`${url} broke off: ${reasonOf(error)}`);
      }),
    );
  };
  const json: Api["json"] = async (path, schema) => {
    const text = new TextDecoder().decode(await bytes(path));
    const parsed = schema.safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw new Refusal(
      `${path} is not what it should be: ${issue?.path.join(".") || "body"}: ${issue?.message}`,
    );
  };
  return { json, bytes };
}

const reasonOf = ({ message, cause }: Error): string =>
  cause instanceof Error ? cause.message : message;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
