import type { Figure } from "../view/figure.ts";
import { useExplain } from "./explain.tsx";

type Props = Readonly<{ figure: Figure; size?: "large" | "hero" }>;

/** A number that explains itself, by hover and by focus. What is not known says so, in words. */
export function Fig({ figure, size }: Props) {
  const { show, hide } = useExplain();
  const { text, unit, provisional } = figure;
  const kind = text === null ? " unknown" : provisional ? " provisional" : "";
  const open = (event: { currentTarget: HTMLElement }) => show(figure, event.currentTarget);
  return (
    <button
      type="button"
      class={`fig${kind}${size ? ` ${size}` : ""}`}
      data-metric={figure.metric}
      onMouseEnter={open}
      onMouseLeave={hide}
      onFocus={open}
      onBlur={hide}
      onClick={open}
    >
      {text ?? "not known"}
      {text !== null && unit && <span class="unit">{` ${unit}`}</span>}
      {text !== null && provisional && <span class="sr"> provisional</span>}
    </button>
  );
}
