import type { Score } from "../../../../schema/wire/compliance.ts";
import { many } from "./format.ts";
import { pointsText, type Part } from "./lost.ts";

/** What would raise a score, and by how much at most. */
export type Advice = Readonly<{ title: string; gain: string; text: string }>;

const FAILURE: Record<string, string> = {
  capacity:
    "Jobs were refused while a slot was idle. Compare the announced capacity with what the runner accepts.",
  model: "The model or its pipeline failed. Look at the runner's log at the times of these jobs.",
  gpu: "The GPU failed. Look for memory that ran out, and for Xid errors of the driver.",
  orchestrator_network:
    "The way between gateway and orchestrator broke on this side. Test its uplink and its open ports.",
  protocol:
    "Segments or events were not as the protocol has them. Update node and runner together.",
  unknown: "Nothing said why. An agent beside the runner gives each failure its cause.",
};
const QUALITY: Record<string, string> = {
  delivered_frames:
    "Output runs below the target frame rate, or below its input. A faster GPU, a smaller model or fewer streams at once.",
  first_frame: "The first frame comes late. Keep the pipeline warm, and the model loaded.",
  stability: "Gateways moved streams away. Look at stalls and errors shortly before.",
  e2e: "The way through the pipeline is long. Look at queues and at encoding.",
};

/** What would raise a score, the largest gain first: each lost part is what mending its owner can give back at most. */
export function adviceOf(parts: readonly Part[], score: Score): Advice[] {
  const mend = parts
    .filter(({ kind }) => kind !== "delivered")
    .map(({ kind, key, label, points }) => ({
      title: label,
      gain: `up to +${pointsText(points)}`,
      text: (kind === "failure" ? FAILURE : QUALITY)[key] ?? "",
    }));
  return [...mend, ...evidenceAdvice(score)];
}

function evidenceAdvice({ score, score_low, decided, self_excused }: Score): Advice[] {
  if (score === null || score_low === null) return [];
  const gap = score - score_low;
  const more: Advice = {
    title: "little evidence",
    gain: `score_low is ${pointsText(gap)} below the score`,
    text: `It rests on ${many(decided, "decided job")}. The bound comes nearer to the score with every job that goes well.`,
  };
  const excuses: Advice = {
    title: "excuses that nobody else saw",
    gain: "raises score_low",
    text: `${many(self_excused, "job")} that only this orchestrator's own agent excuses, counted as failed in score_low.`,
  };
  return [...(gap > 2 ? [more] : []), ...(self_excused > 0 ? [excuses] : [])];
}
