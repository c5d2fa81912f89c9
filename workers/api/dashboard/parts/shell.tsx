import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useLocation } from "preact-iso";
import { carried, withQuery } from "../view/query.ts";
import { Freshness } from "./freshness.tsx";
import { ThemeButton } from "./theme.tsx";

const LINKS = [
  ["/", "Network"],
  ["/orchestrators", "Orchestrators"],
  ["/jobs", "Jobs"],
  ["/verify", "Verify"],
  ["/about", "About the metrics"],
] as const;

type Props = Readonly<{ now: () => number; children: ComponentChildren }>;

/** What is around every page: where to go, how fresh the numbers are, light or dark. Embeds have none of it. */
export function Shell({ now, children }: Props) {
  const { path, query } = useLocation();
  const main = useRef<HTMLElement>(null);
  const before = useRef(path);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [path]);
  if (path.startsWith("/embed/")) return <main class="embed">{children}</main>;
  const isHere = (href: string) => (href === "/" ? path === "/" : path.startsWith(href));
  return (
    <>
      <a class="skip" href="#main">
        Skip to the numbers
      </a>
      <header class="top">
        <a class="brand" href="/">
          <span class="logo" aria-hidden="true" /> Livepeer SLA
        </a>
        <nav aria-label="Pages">
          {LINKS.map(([href, label]) => (
            <a
              key={href}
              href={withQuery(href, carried(query), {})}
              aria-current={isHere(href) ? "page" : undefined}
            >
              {label}
            </a>
          ))}
        </nav>
        <Freshness now={now} />
        <ThemeButton />
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        {children}
      </main>
      <footer>
        Every number comes from signed evidence and can be recomputed by anyone:{" "}
        <a href="/verify">how</a>. The same as data: <a href="/docs">API</a>. Times are UTC.
      </footer>
    </>
  );
}
