import type { Catalog } from "../../../../schema/wire/catalog.ts";
import { titleOf } from "./about.ts";
import type { Figure } from "./figure.ts";
import { words } from "./format.ts";

/** What is said of a number to whom it asks. */
export type Explanation = Readonly<{
  title: string;
  definition: string | null;
  /** What to be careful about: that it is not known, or provisional. */
  warning: string | null;
  rows: readonly (readonly [string, string])[];
}>;

/** Definition, unit, n, window and evidence of a number. */
export function explanationOf(figure: Figure, catalog: Catalog | null): Explanation {
  const { metric, title, definition, text, unit, n, made, window, evidence, reason } = figure;
  const known = catalog?.metrics.find(({ id }) => id === metric);
  const isKnown = text !== null;
  // What is published in ppm is shown in percent.
  const unitName = unit === "%" ? "percent" : known ? words(known.unit) : unit;
  const rows: [string, string | undefined][] = [
    ["Unit", unitName],
    ["Of", n],
    ["Made from", made],
    ["Window", window],
    ["Evidence", evidence ?? known?.evidence.join(", ")],
    ["Note", isKnown ? reason : undefined],
  ];
  return {
    title: title ?? titleOf(metric),
    definition: definition ?? known?.definition ?? null,
    warning: isKnown
      ? figure.provisional === true
        ? "Provisional: too few decided jobs to rely on it."
        : null
      : `Not known: ${reasonOf(reason ?? "nobody measured it", catalog)}`,
    rows: rows.filter((row): row is [string, string] => row[1] !== undefined && row[1] !== ""),
  };
}

/** A reason in words: the catalog explains the API's codes. */
function reasonOf(reason: string, catalog: Catalog | null): string {
  const explained = Object.entries(catalog?.reasons ?? {}).find(([code]) => code === reason);
  const text = explained?.[1] ?? words(reason);
  return text.endsWith(".") ? text : `${text}.`;
}
