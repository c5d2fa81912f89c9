import type { Compliance, Score } from "../../../../schema/wire/compliance.ts";
import { count, fixed } from "./format.ts";
import { unknown } from "./figure.ts";
import type { Tile } from "./network.ts";
import { ratioFigure } from "./ratio.ts";
import { trustFigure } from "./trust.ts";

/** What a score rests on: jobs by outcome, who saw them, and how whole the record is. */
export function evidenceTiles(compliance: Compliance, score: Score, window: string): Tile[] {
  const { completeness, availability, reporting, corroborated, trust } = compliance;
  const jobs = (label: string, value: number, definition: string): Tile => ({
    label,
    note: "",
    figure: { metric: `jobs_${label}`, title: label, text: count(value), definition, window },
  });
  const ratio = (label: string, figure: Tile["figure"]): Tile => ({ label, note: "", figure });
  return [
    jobs(
      "Successful jobs",
      score.success,
      "Output was delivered, and the job did not end in an error or a stall.",
    ),
    jobs(
      "Failed jobs",
      score.failed,
      "No output, or an end in an error or a stall, by the orchestrator's fault.",
    ),
    jobs(
      "Excused jobs",
      score.excused,
      `Failed by a cause that is not the orchestrator's. In no score. ${count(score.self_excused)} of them only its own agent excuses.`,
    ),
    ratio(
      "Corroborated",
      ratioFigure("corroborated", corroborated, "decided jobs", "no job was decided", { window }),
    ),
    ratio(
      "Reporting",
      ratioFigure(
        "reporting",
        reporting,
        "jobs",
        "no gateway saw a job while its agent was there",
        { window },
      ),
    ),
    ratio(
      "Completeness",
      ratioFigure("completeness", completeness, "minutes", "no registered agent", { window }),
    ),
    ratio(
      "Availability",
      ratioFigure("availability", availability, "probes", "it was not probed", {
        window,
        reason: `${availability.no_probe} probes were not made: ours, and not its downtime.`,
      }),
    ),
    ratio(
      "Mean FPS",
      score.mean_fps === null
        ? unknown("output_fps", "no sample with output", { window })
        : { metric: "output_fps", text: fixed(score.mean_fps, 1), unit: "fps", window },
    ),
    ratio("Inference minutes", {
      metric: "inference_minutes",
      text: fixed(score.inference_minutes, 0),
      unit: "min",
      window,
    }),
    ratio("Trust level", trustFigure(trust)),
  ];
}
