import type { ProbeOutcome } from "../../schema/wire/raw.ts";
import { readCapped } from "./read-capped.ts";

/** What a target may send, and how long it may take. */
export type Limits = Readonly<{ timeoutMs: number; decodedBytes: number }>;

/** 5 s over headers and body. A page is at most 256 KB by the agent, so twice that, unpacked. */
export const LIMITS: Limits = { timeoutMs: 5_000, decodedBytes: 512 * 1024 };

/** A body and its size unpacked, or how asking for it failed. */
export type Fetched = Readonly<{ text: string; bytes: number } | Failure>;
export type Failure = Readonly<{
  outcome: Exclude<ProbeOutcome, "ok" | "no_probe">;
  detail: string | null;
}>;

/** Begins what is said of a target that takes no connection: it has not answered in time either. */
export const NO_CONNECTION = "no connection";

/** Fetches a text within limits, and follows no redirect. Never throws. */
export async function fetchText(
  url: string,
  limits: Limits,
  fetch: (url: string, init: RequestInit) => Promise<Response>,
): Promise<Fetched> {
  // Cleared when it is over, as `AbortSignal.timeout` is not: workerd allows 10,000 that are left.
  const { signal, abort } = abortable();
  const timer = setTimeout(abort, limits.timeoutMs);
  try {
    const headers = { accept: "application/json", "accept-encoding": "gzip" };
    const response = await fetch(url, { redirect: "manual", signal, headers });
    if (response.status === 200) return await readBody(response, limits, signal);
    await response.body?.cancel().catch(() => {});
    return failureOfStatus(response.status, url);
  } catch (error) {
    return failureOf(error, url, signal);
  } finally {
    clearTimeout(timer);
  }
}

function abortable(): Readonly<{ signal: AbortSignal; abort: () => void }> {
  const controller = new AbortController();
  const abort = () => controller.abort(new DOMException("no answer in time", "TimeoutError"));
  return { signal: controller.signal, abort };
}

async function readBody(response: Response, limits: Limits, signal: AbortSignal): Promise<Fetched> {
  const { headers, body } = response;
  const tooLarge: Failure = { outcome: "too_large", detail: null };
  if (Number(headers.get("content-length") ?? 0) > limits.decodedBytes) {
    await body?.cancel().catch(() => {});
    return tooLarge;
  }
  const bytes = await readCapped(body, limits.decodedBytes, signal);
  return bytes === null ? tooLarge : decodeUtf8(bytes);
}

function decodeUtf8(bytes: Uint8Array<ArrayBuffer>): Fetched {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
    return { text, bytes: bytes.byteLength };
  } catch {
    return { outcome: "bad_schema", detail: "not UTF-8" };
  }
}

/**
 * Cloudflare answers 520 to 530 in a target's place when it could not ask it: no status of the target's own. What takes no
 * connection (521, 523), or ends it without an answer (520), has not answered in time either, and its detail says so.
 *
 * @see https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/
 */
function failureOfStatus(status: number, url: string): Failure {
  const detail = String(status);
  if (status < 520 || status > 530) return { outcome: "http_status", detail };
  if (status === 530) return { outcome: "dns", detail };
  if (status === 520 || status === 521 || status === 523)
    return { outcome: "timeout", detail: `${NO_CONNECTION}: ${detail}` };
  if (status !== 525 && status !== 526) return { outcome: "timeout", detail };
  // Nobody shakes hands over plain HTTP: it is the target's own.
  return { outcome: url.startsWith("https:") ? "tls" : "http_status", detail };
}

/** Transport errors have no codes in workerd, only words; what refuses a connection has not answered in time. */
function failureOf(error: unknown, url: string, signal: AbortSignal): Failure {
  if (signal.aborted) return { outcome: "timeout", detail: null };
  const said = error instanceof Error ? error.message : String(error);
  if (/\bdns\b|resolve|lookup|getaddrinfo/i.test(said)) return { outcome: "dns", detail: null };
  if (/\btls\b|\bssl\b|certificate/i.test(said)) return { outcome: "tls", detail: null };
  if (url.startsWith("https:") && /internal error/i.test(said))
    return { outcome: "tls", detail: null };
  return { outcome: "timeout", detail: NO_CONNECTION };
}
