/** Width of a character of the badge's font, and of the space beside a text, in pixels. */
const CHARACTER = 7;
const SPACE = 10;

/** Least points for each colour. */
const COLOURS = [
  [95, "#2e7d32"],
  [80, "#7a6a00"],
  [0, "#b71c1c"],
] as const;
const GREY = "#616161";

/**
 * A score as a picture: a label and a value.
 *
 * @param score  from 0 to 100; null where it is not known
 */
export function badgeSvg(label: string, score: number | null, provisional: boolean): string {
  const value =
    score === null ? "not known" : `${score.toFixed(2)}${provisional ? " (few jobs)" : ""}`;
  const colour = COLOURS.find(([least]) => score !== null && score >= least)?.[1] ?? GREY;
  const [left, right] = [label, value].map((text) => text.length * CHARACTER + 2 * SPACE);
  const width = (left ?? 0) + (right ?? 0);
  const text = (x: number, words: string) =>
    `<text x="${x}" y="14" text-anchor="middle" textLength="${words.length * CHARACTER}">${words}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="20" role="img" aria-label="${label}: ${value}">`,
    `<title>${label}: ${value}</title>`,
    `<rect width="${left}" height="20" fill="#333"/><rect x="${left}" width="${right}" height="20" fill="${colour}"/>`,
    `<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">`,
    text((left ?? 0) / 2, label),
    text((left ?? 0) + (right ?? 0) / 2, value),
    "</g></svg>\n",
  ].join("");
}
