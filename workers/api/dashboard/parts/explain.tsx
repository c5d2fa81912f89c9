import { createContext, type ComponentChildren } from "preact";
import { useContext, useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Catalog } from "../../../../schema/wire/catalog.ts";
import { useAnswer } from "../data/use-answer.ts";
import { explanationOf } from "../view/explanation.ts";
import type { Figure } from "../view/figure.ts";

/** The tooltip's id: what a figure is described by while it is explained. */
export const EXPLANATION_ID = "explanation";

type Shown = Readonly<{ figure: Figure; anchor: HTMLElement }>;
type Explain = Readonly<{ show: (figure: Figure, anchor: HTMLElement) => void; hide: () => void }>;

const Explained = createContext<Explain>({ show: () => {}, hide: () => {} });

/** How a figure is explained. */
export const useExplain = (): Explain => useContext(Explained);

const CATALOG_MS = 600_000;
const HIDE_AFTER_MS = 120;

/** Gives the figures under it one tooltip: by hover, by focus, and away by Escape. */
export function Explanations({ children }: Readonly<{ children: ComponentChildren }>) {
  const { data } = useAnswer("metricsCatalog", {}, CATALOG_MS);
  const [shown, setShown] = useState<Shown | null>(null);
  const timer = useRef(0);
  const explain = useMemo<Explain & { stay: () => void }>(() => {
    const stay = () => clearTimeout(timer.current);
    return {
      stay,
      show: (figure, anchor) => {
        stay();
        setShown({ figure, anchor });
      },
      hide: () => {
        stay();
        timer.current = window.setTimeout(() => setShown(null), HIDE_AFTER_MS);
      },
    };
  }, []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && setShown(null);
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  return (
    <Explained.Provider value={explain}>
      {children}
      {shown && <Tooltip {...shown} catalog={data} stay={explain.stay} leave={explain.hide} />}
    </Explained.Provider>
  );
}

type TooltipProps = Shown &
  Readonly<{ catalog: Catalog | null; stay: () => void; leave: () => void }>;

function Tooltip({ figure, anchor, catalog, stay, leave }: TooltipProps) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (box.current) place(box.current, anchor);
    anchor.setAttribute("aria-describedby", EXPLANATION_ID);
    return () => anchor.removeAttribute("aria-describedby");
  }, [figure, anchor, catalog]);
  const { title, definition, rows, warning } = explanationOf(figure, catalog);
  return (
    <div
      ref={box}
      id={EXPLANATION_ID}
      class="explanation"
      role="tooltip"
      onMouseEnter={stay}
      onMouseLeave={leave}
    >
      <strong>{title}</strong>
      {warning && <p class="warning">{warning}</p>}
      {definition && <p>{definition}</p>}
      <dl>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

const MARGIN = 8;

/** Puts the tooltip below its number, or above where there is no room. */
function place(box: HTMLElement, anchor: HTMLElement): void {
  const at = anchor.getBoundingClientRect();
  const { width, height } = box.getBoundingClientRect();
  const below = at.bottom + MARGIN + height <= innerHeight;
  const top = below ? at.bottom + MARGIN / 2 : Math.max(MARGIN, at.top - height - MARGIN / 2);
  const left = Math.min(at.left, innerWidth - width - MARGIN);
  box.style.top = `${Math.round(top)}px`;
  box.style.left = `${Math.round(Math.max(MARGIN, left))}px`;
}
