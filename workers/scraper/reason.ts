/** Why a store or the queue did not do what it was asked: a code for the log, and for how long to wait. */
export type Reason =
  | "d1_overloaded"
  | "d1_quota"
  | "d1_lost"
  | "d1_failed"
  | "r2_refused"
  | "queue_refused"
  | "failed";

/** Words of Cloudflare's error messages, in the order in which they decide. Their errors have no codes. */
const WORDS: readonly (readonly [Reason, RegExp])[] = [
  ["d1_overloaded", /overloaded|too many requests queued|cpu time limit|memory limit/i],
  ["d1_quota", /D1.*(quota|daily|limit)|rows (read|written).*limit/is],
  [
    "d1_lost",
    /network connection lost|object to be reset|code was updated|cannot resolve d1|starting up/i,
  ],
  ["r2_refused", /^(put|get|head|list|delete)\b.*\(\d{5}\)/im],
  ["queue_refused", /queue|too many requests|storage limit/i],
  ["d1_failed", /D1_|Failed query/],
];

/** Reads an error, and what caused it. */
export function reasonOf(error: unknown): Reason {
  const said = wordsOf(error);
  return WORDS.find(([, words]) => words.test(said))?.[0] ?? "failed";
}

function wordsOf(error: unknown): string {
  const parts: string[] = [];
  // What a failed query says of itself begins with its SQL, which could hold any word: its cause comes first.
  for (let each = error; each !== undefined && parts.length < 5;)
    if (each instanceof Error) {
      parts.unshift(each.message);
      each = each.cause;
    } else {
      parts.unshift(String(each));
      each = undefined;
    }
  return parts.length > 1 ? `${parts[0]}\nFailed query` : (parts[0] ?? "");
}

const DAY_SECONDS = 86_400;

/** Base of the wait before another try, in seconds; it doubles with every delivery, up to ten minutes. */
const WAIT_SECONDS: Readonly<Record<Reason, number>> = {
  d1_overloaded: 30,
  d1_quota: 300,
  d1_lost: 5,
  d1_failed: 10,
  r2_refused: 10,
  queue_refused: 30,
  failed: 5,
};
const MAX_WAIT_SECONDS = 600;

/** A queue keeps no message back for longer. */
const MAX_DELAY_SECONDS = 86_400;

/**
 * How long a message that failed stays away, in seconds. A quota comes back at midnight UTC, and no try before it helps. Chance
 * keeps two apart.
 *
 * @param attempts  deliveries so far, this one included
 */
export function waitSeconds(
  reason: Reason,
  attempts: number,
  nowMs: number,
  random: () => number,
): number {
  const base = WAIT_SECONDS[reason];
  const jitter = Math.floor(random() * base);
  const toMidnight = DAY_SECONDS - (Math.floor(nowMs / 1000) % DAY_SECONDS);
  if (reason === "d1_quota") return Math.min(toMidnight + jitter, MAX_DELAY_SECONDS);
  return Math.min(base * 2 ** Math.max(0, attempts - 1), MAX_WAIT_SECONDS) + jitter;
}
