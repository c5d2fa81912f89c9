/** One gauge: a value, or one per value of a label. What is null is left out: not known is not zero. */
export type Gauge = Readonly<{
  name: string;
  help: string;
  value: number | null | Readonly<{ label: string; of: Readonly<Record<string, number | null>> }>;
}>;

/**
 * Gauges as text. prom-client does not run in workerd without a layer of Node, and nothing here counts.
 *
 * @see OpenMetrics 1.0, "Text format"
 */
export const openMetrics = (gauges: readonly Gauge[]): string =>
  `${gauges.map(gaugeText).join("")}# EOF\n`;

function gaugeText({ name, help, value }: Gauge): string {
  const samples =
    typeof value === "object" && value !== null
      ? Object.entries(value.of).map(([key, one]) => [`{${value.label}="${escape(key)}"}`, one])
      : [["", value]];
  const lines = samples
    .filter(([, one]) => one !== null)
    .map(([labels, one]) => `${name}${labels} ${one}\n`);
  return `# TYPE ${name} gauge\n# HELP ${name} ${escape(help)}\n${lines.join("")}`;
}

const escape = (text: string): string =>
  text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');
