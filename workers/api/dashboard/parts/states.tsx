import type { ComponentChildren } from "preact";
import type { Problem } from "../../../../schema/wire/problem.ts";
import { useAnswerStore } from "../data/use-answer.ts";

/** The place of what is still on its way, as high as it will be, so that nothing jumps. */
export function Loading({ rows = 3, what }: Readonly<{ rows?: number; what: string }>) {
  return (
    <div class="loading" role="status">
      <span class="sr">{`Loading ${what}…`}</span>
      {Array.from({ length: rows }, (_, at) => (
        <div key={at} class="bone" />
      ))}
    </div>
  );
}

/** Why there is nothing to show, and what to do next. */
export function Failed({ problem, what }: Readonly<{ problem: Problem; what: string }>) {
  const store = useAnswerStore();
  const { title, text } = wordsOf(problem, what);
  return (
    <div class="state failed" role="alert">
      <h2>{title}</h2>
      <p>{text}</p>
      {problem.allowed && <p>{`Allowed: ${problem.allowed}.`}</p>}
      <p>
        <button type="button" class="action" onClick={store.refresh}>
          Try again
        </button>{" "}
        <a href="/verify">What is published</a>
      </p>
    </div>
  );
}

function wordsOf({ status, detail, parameter, given }: Problem, what: string) {
  if (status === 0)
    return {
      title: "The API cannot be reached",
      text: "It is asked again every 15 seconds. Check your connection; nothing is lost meanwhile, since agents keep what they measure for 7 days.",
    };
  if (status === 400)
    return {
      title: "This cannot be asked",
      text: `${parameter ?? "The address"}: ${detail}${given === undefined ? "" : ` (given: ${given})`}.`,
    };
  if (status === 404)
    return { title: `There is nothing to show of ${what}`, text: `The API says: ${detail}.` };
  if (status === 429)
    return {
      title: "Too many questions at once",
      text: "Wait for ten seconds; then it is asked again.",
    };
  return {
    title: "The API could not answer",
    text: `It says: ${detail}. It is asked again every 15 seconds.`,
  };
}

/** That there is nothing, and what to do next. */
export function Empty({
  title,
  children,
}: Readonly<{ title: string; children: ComponentChildren }>) {
  return (
    <div class="state">
      <h2>{title}</h2>
      {children}
    </div>
  );
}
