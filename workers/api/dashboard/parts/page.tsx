import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";

type Props = Readonly<{
  title: string;
  lead?: ComponentChildren;
  aside?: ComponentChildren;
  children: ComponentChildren;
}>;

/** A page: its title, what it shows, its choices, and what follows. */
export function Page({ title, lead, aside, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Livepeer SLA`;
  }, [title]);
  return (
    <>
      <div class="head">
        <div>
          <h1>{title}</h1>
          {lead && <p class="lead">{lead}</p>}
        </div>
        {aside && <div class="aside">{aside}</div>}
      </div>
      {children}
    </>
  );
}

type SectionProps = Readonly<{
  title: string;
  note?: ComponentChildren;
  class?: string;
  children: ComponentChildren;
}>;

/** One part of a page. */
export function Section({ title, note, class: name, children }: SectionProps) {
  return (
    <section class={`card${name === undefined ? "" : ` ${name}`}`}>
      <h2>{title}</h2>
      {note && <p class="note">{note}</p>}
      {children}
    </section>
  );
}
