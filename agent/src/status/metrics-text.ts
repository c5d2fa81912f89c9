/** Samples of the agent's `/metrics`, by `name` or `name{label="value"}`. */
export type Metrics = Readonly<Record<string, number>>;

/** The samples of an OpenMetrics text whose names begin as ours do; comments and other lines are passed over. */
export function metricsIn(text: string): Metrics {
  const samples = text.split("\n").flatMap((line): [string, number][] => {
    const [, name, value] = /^(livepeer_sla_\w+(?:\{[^}]*\})?) (\S+)/.exec(line) ?? [];
    return name === undefined || !Number.isFinite(Number(value)) ? [] : [[name, Number(value)]];
  });
  return Object.fromEntries(samples);
}
