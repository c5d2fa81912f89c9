import type { ProbeOutcome } from "../../schema/wire/raw.ts";

/** What a target may send, and how long it may take. */
export type Limits = Readonly<{ timeoutMs: number; encodedBytes: number; decodedBytes: number }>;

/** 5 s over headers and body; a page is at most 256 KB, so twice that, and twice again unpacked. */
export const LIMITS: Limits = {
  timeoutMs: 5_000,
  encodedBytes: 512 * 1024,
  decodedBytes: 1024 * 1024,
};

/** A body, or how asking for it failed. */
export type Fetched = Readonly<{ text: string } | Failure>;
export type Failure = Readonly<{
  outcome: Exclude<ProbeOutcome, "ok" | "no_probe">;
  detail: string | null;
}>;

/** What is said of a target that takes no connection: it has not answered in time either. */
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

/** Reads with a cap: what is too large is left where it is, and not first taken whole. */
async function readBody(response: Response, limits: Limits, signal: AbortSignal): Promise<Fetched> {
  const { headers, body } = response;
  const tooLarge: Failure = { outcome: "too_large", detail: null };
  if (Number(headers.get("content-length") ?? 0) > limits.encodedBytes) {
    await body?.cancel().catch(() => {});
    return tooLarge;
  }
  const maxBytes = headers.has("content-encoding") ? limits.decodedBytes : limits.encodedBytes;
  const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = body?.getReader();
  const stop = () => void reader?.cancel().catch(() => {});
  signal.addEventListener("abort", stop);
  const chunks: Uint8Array[] = [];
  for (let size = 0; reader;) {
    const { done, value } = await reader.read();
    signal.throwIfAborted();
    if (done) break;
    size += value.byteLength;
    chunks.push(value);
    if (size <= maxBytes) continue;
    stop();
    return tooLarge;
  }
  signal.removeEventListener("abort", stop);
  return decodeUtf8(await new Blob(chunks).arrayBuffer());
}

function decodeUtf8(bytes: ArrayBuffer): Fetched {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes) };
  } catch {
    return { outcome: "bad_schema", detail: "not UTF-8" };
  }
}

/** Cloudflare answers 520–530 in a target's place when it could not reach it. */
function failureOfStatus(status: number, url: string): Failure {
  const detail = String(status);
  if (status === 530) return { outcome: "dns", detail };
  if (url.startsWith("https:") && (status === 525 || status === 526))
    return { outcome: "tls", detail };
  if (status === 522 || status === 524) return { outcome: "timeout", detail };
  return { outcome: "http_status", detail };
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
