import type { Row, Spread } from "./row.ts";

const HEAD = ["part", "what", "ours", "against", "figure", "spread", "rounds", "goal", "verdict"];

/** Rows as aligned columns; notes stand beneath their rows. */
export function tableOf(rows: readonly Row[]): string[] {
  const cells = rows.map((row) => [
    row.part,
    row.what,
    row.ours,
    row.against,
    figure(row.figure?.median),
    row.figure === null ? "" : spread(row.figure),
    row.figure === null ? "" : String(row.figure.rounds),
    row.goal,
    row.verdict === "missed" ? "MISSED" : row.verdict,
  ]);
  const widths = HEAD.map((name, i) =>
    Math.max(name.length, ...cells.map((row) => row[i]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join("  ")
      .trimEnd();
  return [
    line(HEAD),
    ...rows.flatMap(({ note }, i) => [
      line(cells[i] ?? []),
      ...(note === null ? [] : [`${" ".repeat(widths[0] ?? 0)}  ${note}`]),
    ]),
  ];
}

const figure = (value: number | undefined): string =>
  value === undefined ? "" : Number(value.toPrecision(3)).toString();

const spread = ({ least, most, rounds }: Spread): string =>
  rounds === 1 ? "" : `${figure(least)}–${figure(most)}`;
