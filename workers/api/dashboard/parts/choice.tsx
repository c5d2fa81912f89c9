import { useLocation } from "preact-iso";
import { withQuery } from "../view/query.ts";

type Props<W extends string> = Readonly<{
  label: string;
  /** The key of the query that keeps the choice. */
  name: string;
  words: readonly W[];
  labels: Readonly<Record<W, string>>;
  chosen: W;
  byDefault: W;
}>;

/** One of a few, as links: the choice is in the URL, and back takes it back. */
export function Choice<W extends string>({
  label,
  name,
  words,
  labels,
  chosen,
  byDefault,
}: Props<W>) {
  const { path, query } = useLocation();
  return (
    <nav class="choice" aria-label={label}>
      {words.map((word) => (
        <a
          key={word}
          href={withQuery(path, query, { [name]: word === byDefault ? "" : word })}
          aria-current={word === chosen ? "true" : undefined}
        >
          {labels[word]}
        </a>
      ))}
    </nav>
  );
}
