import { useEffect, useReducer } from "preact/hooks";
import { useAnswer, useAnswerStore } from "../data/use-answer.ts";
import { freshnessOf } from "../view/freshness.ts";

const TICK_MS = 5_000;

/** How fresh the numbers are, and a notice where they are not. */
export function Freshness({ now }: Readonly<{ now: () => number }>) {
  const store = useAnswerStore();
  const { data: status } = useAnswer("status", {});
  const [, tick] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const timer = setInterval(tick, TICK_MS, undefined);
    const forget = store.onAny(() => tick(undefined));
    return () => {
      clearInterval(timer);
      forget();
    };
  }, [store]);
  const { tone, text, detail, notice } = freshnessOf(status, store.watched(), now());
  return (
    <>
      <p class={`freshness ${tone}`} title={detail}>
        <i aria-hidden="true" /> {text}
      </p>
      <div class="notice-place" role="status">
        {notice && <p class="notice">{notice}</p>}
      </div>
    </>
  );
}
