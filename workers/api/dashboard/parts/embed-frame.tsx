import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";

type Props = Readonly<{ title: string; href: string; children: ComponentChildren }>;

/** What is around an embed: its title, and the way to the whole page in a window of its own. */
export function EmbedFrame({ title, href, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Livepeer SLA`;
  }, [title]);
  return (
    <div class="card">
      <h1>{title}</h1>
      {children}
      <p class="note">
        <a href={href} target="_blank" rel="noopener">
          Every detail, and how to check it
        </a>
      </p>
    </div>
  );
}
