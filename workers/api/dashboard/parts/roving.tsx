import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

type Props = Readonly<{ label: string; children: ComponentChildren }>;

/**
 * A table's frame, in which all numbers together are one stop of the Tab key: arrow keys go from number to number. It
 * scrolls sideways where it is too wide.
 */
export function Roving({ label, children }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const figures = () => [...(frame.current?.querySelectorAll<HTMLElement>("button.fig") ?? [])];
  useLayoutEffect(() => {
    const all = figures();
    const current = all.find((each) => each.dataset["stop"] === "true") ?? all[0];
    for (const each of all) each.tabIndex = each === current ? 0 : -1;
  });
  const stopAt = (next: HTMLElement) => {
    for (const each of figures()) {
      each.tabIndex = -1;
      delete each.dataset["stop"];
    }
    next.tabIndex = 0;
    next.dataset["stop"] = "true";
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const from = event.target as HTMLElement;
    if (!from.classList.contains("fig")) return;
    const next = neighbour(from, event.key, figures());
    if (!next) return;
    event.preventDefault();
    stopAt(next);
    next.focus();
  };
  const onFocusIn = ({ target }: FocusEvent) => {
    if ((target as HTMLElement).classList.contains("fig")) stopAt(target as HTMLElement);
  };
  return (
    <div
      ref={frame}
      class="frame"
      role="region"
      aria-label={label}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onFocusIn={onFocusIn}
    >
      {children}
    </div>
  );
}

/** The number that an arrow key leads to. */
function neighbour(from: HTMLElement, key: string, all: HTMLElement[]): HTMLElement | undefined {
  const at = all.indexOf(from);
  if (key === "ArrowRight") return all[at + 1];
  if (key === "ArrowLeft") return all[at - 1];
  if (key === "Home") return all[0];
  if (key === "End") return all.at(-1);
  if (key !== "ArrowDown" && key !== "ArrowUp") return undefined;
  const cell = from.closest("td, th");
  const row = cell?.closest("tr");
  const next = key === "ArrowDown" ? row?.nextElementSibling : row?.previousElementSibling;
  const column = [...(row?.children ?? [])].indexOf(cell as Element);
  return next?.children[column]?.querySelector<HTMLElement>("button.fig") ?? undefined;
}
