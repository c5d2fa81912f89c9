import { createContext } from "preact";
import { useContext, useEffect, useReducer, useRef } from "preact/hooks";
import type { Problem } from "../../../../schema/wire/problem.ts";
import type { AnswerStore } from "./answer-store.ts";
import { type Answer, type Name, type Parameters, urlOf } from "./answers.ts";

/** The one store of the page. */
export const Answers = createContext<AnswerStore | null>(null);

/** The store of the page. @throws Error outside of it */
export function useAnswerStore(): AnswerStore {
  const store = useContext(Answers);
  if (store === null) throw new Error("no answer store");
  return store;
}

/** What a page has of one route. `isOld`: it answers an earlier question, until the new answer is there. */
export type Asked<N extends Name> = Readonly<{
  data: Answer<N> | null;
  problem: Problem | null;
  isOld: boolean;
}>;

/** How often a live view asks again. */
export const LIVE_MS = 15_000;

/**
 * Reads a route and keeps reading it while it is shown.
 *
 * @param given  its parameters; null to wait until they are known
 */
export function useAnswer<N extends Name>(
  name: N,
  given: Parameters<N> | null,
  everyMs: number = LIVE_MS,
): Asked<N> {
  const store = useAnswerStore();
  const [, changed] = useReducer((count: number) => count + 1, 0);
  const last = useRef<Answer<N> | null>(null);
  const url = given === null ? null : urlOf(name, given);
  useEffect(() => {
    if (url !== null) return store.watch(url, everyMs, () => changed(undefined));
    return undefined;
  }, [store, url, everyMs]);
  if (url === null) return { data: last.current, problem: null, isOld: true };
  const { reply, problem } = store.find(url);
  if (reply === null) return { data: problem === null ? last.current : null, problem, isOld: true };
  last.current = reply.data as Answer<N>;
  return { data: last.current, problem: null, isOld: false };
}
