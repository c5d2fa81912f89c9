import type { Script } from "./scripted.ts";

/** What one agent was listened to: bytes that were read of it, and how long its answers were waited for. */
export type Watched = { bytes: number; waitedMs: number };

/** Answers as they are, and counts by host what is taken of them. */
export function watched(script: Script): { script: Script; seen: Map<string, Watched> } {
  const seen = new Map<string, Watched>();
  const entries = Object.entries(script).map(([host, answers]) => {
    const own: Watched = { bytes: 0, waitedMs: 0 };
    seen.set(host, own);
    const watching: typeof answers = async (url, init) => {
      const began = Date.now();
      const over = () => void (own.waitedMs = Date.now() - began);
      init.signal?.addEventListener("abort", over);
      try {
        return counting(await answers(url, init), own, over);
      } finally {
        over();
      }
    };
    return [host, watching] as const;
  });
  return { script: Object.fromEntries(entries), seen };
}

function counting(response: Response, own: Watched, over: () => void): Response {
  const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = response.body?.getReader();
  if (!reader) return response;
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(stream) {
        const { done, value } = await reader.read();
        over();
        if (done) return stream.close();
        own.bytes += value.byteLength;
        stream.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
  const { status, headers } = response;
  return new Response(body, { status, headers, encodeBody: "manual" });
}
