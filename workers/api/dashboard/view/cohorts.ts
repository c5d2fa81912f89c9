import type { CohortMeasure, CohortRank } from "../../../../schema/wire/cohort.ts";
import { type Figure, unknown } from "./figure.ts";
import { count, duration, fixed, percent, points } from "./format.ts";

/** A cohort, and where this member stands in it, value by value. */
export type CohortShown = Readonly<{
  key: string;
  title: string;
  rows: readonly Readonly<{
    measure: string;
    label: string;
    own: Figure;
    median: Figure;
    rank: Figure;
  }>[];
}>;

const LABELS: Record<CohortMeasure, readonly [label: string, metric: string]> = {
  score: ["score", "score"],
  first_frame_ms: ["first frame, median", "prompt_to_first_frame"],
  first_output_ms: ["first output, median", "first_output_latency"],
  startup_ms: ["startup, median", "startup_time"],
  output_fps: ["output FPS", "output_fps"],
  failure_rate_ppm: ["failure rate", "inference_failure_rate"],
};

const textOf = (measure: CohortMeasure, value: number): Pick<Figure, "text" | "unit"> => {
  if (measure === "score") return { text: points(value) };
  if (measure === "output_fps") return { text: fixed(value, 1), unit: "fps" };
  if (measure === "failure_rate_ppm") return { text: percent(value), unit: "%" };
  return { text: duration(value) };
};

const WINDOW = "7 days";

/** The cohorts of one orchestrator. What nobody of a cohort knows is left out. */
export const cohortsShown = (cohorts: readonly CohortRank[]): CohortShown[] =>
  cohorts.map(({ workflow, gpu, measures }) => ({
    key: `${workflow} ${gpu}`,
    title: `${workflow} on ${gpu ?? "all GPUs"}`,
    rows: (Object.keys(measures) as CohortMeasure[])
      .filter((measure) => measures[measure].n > 0)
      .map((measure) => {
        const { value, rank_ppm, n, median, q1, q3, reason } = measures[measure];
        const [label, metric] = LABELS[measure];
        const why = reason ?? "nobody measured it";
        const about = { window: WINDOW, n: `${count(n)} members` };
        return {
          measure,
          label,
          own:
            value === null
              ? unknown(metric, why, about)
              : { metric, ...textOf(measure, value), window: WINDOW },
          median:
            median === null
              ? unknown(metric, why, { title: `Median of the cohort: ${label}`, ...about })
              : {
                  metric,
                  title: `Median of the cohort: ${label}`,
                  ...textOf(measure, median),
                  ...about,
                  ...(q1 !== null &&
                    q3 !== null && {
                      made: `quartiles ${textOf(measure, q1).text} and ${textOf(measure, q3).text}`,
                    }),
                },
          rank:
            rank_ppm === null
              ? unknown("cohort_rank", why, { title: "Rank", ...about })
              : {
                  metric: "cohort_rank",
                  title: "Rank",
                  definition:
                    "The share of the cohort that is worse, and half of those that are equal. 50 % is the middle. It is in no score.",
                  text: percent(rank_ppm),
                  unit: "%",
                  ...about,
                },
        };
      }),
  }));
