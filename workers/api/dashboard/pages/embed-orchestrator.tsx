import { useAnswer } from "../data/use-answer.ts";
import { usePeriod } from "../data/use-period.ts";
import { EmbedFrame } from "../parts/embed-frame.tsx";
import { LostBar } from "../parts/lost-bar.tsx";
import { BigScore } from "../parts/score-band.tsx";
import { Failed, Loading } from "../parts/states.tsx";
import { shortAddress } from "../view/format.ts";
import { partsOf } from "../view/lost.ts";
import { scoreShown } from "../view/score.ts";
import { span } from "../view/time.ts";

/** One orchestrator's score in a frame of another site. */
export function EmbedOrchestrator({ address = "" }: Readonly<{ address?: string }>) {
  const { period, witness } = usePeriod();
  const { data, problem } = useAnswer("compliance", { orchestrator_id: address, period });
  const score = data?.views[witness] ?? null;
  return (
    <EmbedFrame
      title={`Orchestrator ${shortAddress(address)}`}
      href={`/orchestrators/${encodeURIComponent(address)}?period=${period}`}
    >
      {problem ? (
        <Failed problem={problem} what="this orchestrator" />
      ) : data === null || score === null ? (
        <Loading rows={4} what="this orchestrator" />
      ) : (
        <div class="embed-row">
          <BigScore shown={scoreShown({ ...score, n: score.decided }, witness, data)} />
          <LostBar parts={partsOf(score, span(data.from, data.to))} />
        </div>
      )}
    </EmbedFrame>
  );
}
