/** One sample line of the Prometheus text format. A label that is not there reads as an empty string does. */
export type PrometheusSample = Readonly<{
  name: string;
  labels: ReadonlyMap<string, string>;
  value: number;
}>;

/** The samples that were asked for, and the numbers of the lines, from 1, that promised one and are not well formed. */
export type Exposition = Readonly<{ samples: PrometheusSample[]; malformed: number[] }>;

const NAME = /[ \t]*([a-zA-Z_:][\w:]*)[ \t]*/y;
const LABEL =
  /[ \t]*(?:([a-zA-Z_]\w*)|"((?:[^"\\]|\\.)*)")[ \t]*=[ \t]*"((?:[^"\\]|\\.)*)"[ \t]*(,|(?=\}))/y;
const CLOSE = /[ \t]*\}/y;
const VALUE = /[ \t]*(\S+)(?:[ \t]+-?\d+)?[ \t\r]*$/y;

/**
 * Reads the samples of the named metrics from the text format, version 0.0.4:
 * https://prometheus.io/docs/instrumenting/exposition_formats/. Comments, types, timestamps and all other metrics are
 * passed over.
 */
export function parseExposition(text: string, names: ReadonlySet<string>): Exposition {
  const samples: PrometheusSample[] = [];
  const malformed: number[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    const name = take(NAME, line, 0);
    if (name === null || !names.has(name[1] ?? "")) continue;
    const sample = parseRest(line, name[1] ?? "", name[0].length);
    if (sample === null) malformed.push(index + 1);
    else samples.push(sample);
  }
  return { samples, malformed };
}

function parseRest(line: string, name: string, from: number): PrometheusSample | null {
  const labels = new Map<string, string>();
  let at = from;
  if (line[at] === "{") {
    at += 1;
    for (let label = take(LABEL, line, at); label !== null; label = take(LABEL, line, at)) {
      labels.set(label[1] ?? unescape(label[2] ?? ""), unescape(label[3] ?? ""));
      at += label[0].length;
    }
    const close = take(CLOSE, line, at);
    if (close === null) return null;
    at += close[0].length;
  } else if (!/[ \t]/.test(line[at - 1] ?? "")) return null;
  const value = floatOf(take(VALUE, line, at)?.[1] ?? "");
  return value === null ? null : { name, labels, value };
}

function take(pattern: RegExp, line: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(line);
}

const unescape = (text: string): string =>
  text.replace(/\\(.)/g, (_, escaped: string) => (escaped === "n" ? "\n" : escaped));

/** Decimal floats as Go writes them, and the three values that are no numbers. */
function floatOf(text: string): number | null {
  if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) return Number(text);
  if (/^nan$/i.test(text)) return Number.NaN;
  const [, sign] = /^([+-]?)inf(?:inity)?$/i.exec(text) ?? [];
  return sign === undefined ? null : sign === "-" ? -Infinity : Infinity;
}
