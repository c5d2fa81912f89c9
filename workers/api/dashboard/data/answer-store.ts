import type { Problem } from "../../../../schema/wire/problem.ts";
import { ask, Refused, type Ports, type Reply } from "./ask.ts";

/** What is known of one URL: its last good answer, and why there is no newer one. */
export type Kept = Readonly<{ reply: Reply | null; problem: Problem | null }>;

/** Answers by URL, asked again while somebody looks at them. */
export type AnswerStore = Readonly<{
  find: (url: string) => Kept;
  /** Looks at a URL: asks now unless it was just answered, then every `everyMs`. @returns how to stop looking */
  watch: (url: string, everyMs: number, onChange: () => void) => () => void;
  /** Asks everything that is looked at now. */
  refresh: () => void;
  /** What is looked at now. */
  watched: () => readonly Kept[];
  onAny: (listener: () => void) => () => void;
}>;

const NOTHING: Kept = { reply: null, problem: null };

/** An answer this young is not asked for again when another part of a page wants it. */
const YOUNG_MS = 5_000;

/** Keeps what the API answered for as long as the page is open. */
export function createAnswerStore(ports: Ports): AnswerStore {
  const kept = new Map<string, Kept>();
  const watchers = new Map<string, Set<() => void>>();
  const listeners = new Set<() => void>();
  const asking = new Set<string>();

  const load = async (url: string): Promise<void> => {
    if (asking.has(url)) return;
    asking.add(url);
    const before = kept.get(url) ?? NOTHING;
    try {
      kept.set(url, { reply: await ask(url, ports), problem: null });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      kept.set(url, { ...before, problem: error.problem });
    } finally {
      asking.delete(url);
      for (const changed of [...(watchers.get(url) ?? []), ...listeners]) changed();
    }
  };
  const find = (url: string) => kept.get(url) ?? NOTHING;
  const isYoung = (url: string) => {
    const { reply, problem } = find(url);
    return problem === null && reply !== null && ports.now() - reply.atMs < YOUNG_MS;
  };

  return {
    find,
    watch: (url, everyMs, onChange) => {
      const own = watchers.get(url) ?? new Set();
      watchers.set(url, own.add(onChange));
      if (!isYoung(url)) void load(url);
      const timer = setInterval(() => {
        if (!document.hidden) void load(url);
      }, everyMs);
      return () => {
        clearInterval(timer);
        own.delete(onChange);
        if (own.size === 0 && watchers.get(url) === own) watchers.delete(url);
      };
    },
    refresh: () => {
      for (const url of watchers.keys()) void load(url);
    },
    watched: () => [...watchers.keys()].map(find),
    onAny: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
