/** An answer as it was sent: bytes and headers, and when. */
export type KeptAnswer = Readonly<{
  bytes: ArrayBuffer;
  headers: Headers;
  /** The same for a 304. A browser reads nothing without those of CORS. */
  notModified: Headers;
  etag: string;
  /** When it was made, and until when it is sent again without looking, Unix milliseconds. */
  atMs: number;
  untilMs: number;
}>;

/** What one isolate keeps at most, in answers and in bytes. */
const MOST = { answers: 500, bytes: 16_000_000, bytesOfOne: 1_000_000 } as const;

/** An isolate sends an answer again for at most so long, whatever its own lifetime is; and a little longer while it is renewed. */
const KEPT_MS = 10_000;

/**
 * The answers of this isolate by path and query. Within their lifetime they are sent as they are; after it they are what
 * is left when storage fails. Those asked for least recently go first.
 */
export function keptAnswers() {
  const answers = new Map<string, KeptAnswer>();
  let bytes = 0;
  const forget = (key: string) => {
    bytes -= answers.get(key)?.bytes.byteLength ?? 0;
    answers.delete(key);
  };
  return {
    /** The answer, however old it is. */
    find(key: string): KeptAnswer | null {
      const found = answers.get(key);
      if (found === undefined) return null;
      answers.delete(key);
      answers.set(key, found);
      return found;
    },
    keep(key: string, answer: KeptAnswer): void {
      if (answer.bytes.byteLength > MOST.bytesOfOne) return;
      forget(key);
      answers.set(key, answer);
      bytes += answer.bytes.byteLength;
      for (const oldest of answers.keys()) {
        if (answers.size <= MOST.answers && bytes <= MOST.bytes) break;
        forget(oldest);
      }
    },
  };
}

/** Until when an answer with this Cache-Control is sent again. */
export function keptUntil(cacheControl: string | null, nowMs: number): number {
  const seconds = Number(/max-age=(\d+)/.exec(cacheControl ?? "")?.[1] ?? 0);
  return nowMs + Math.min(seconds * 1000, KEPT_MS);
}
