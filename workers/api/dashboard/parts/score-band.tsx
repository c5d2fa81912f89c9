import type { ScoreShown } from "../view/score.ts";
import { Fig } from "./fig.tsx";

/** A score on the scale of 0 to 100: a mark where it is, and a band down to the least that its evidence bears. */
export function Band({ band, provisional }: Pick<ScoreShown, "band" | "provisional">) {
  if (band === null) return <div class="band unknown" aria-hidden="true" />;
  const width = { left: `${band.from}%`, width: `${Math.max(0, band.to - band.from)}%` };
  return (
    <div class={`band${provisional ? " provisional" : ""}`} aria-hidden="true">
      <span class="reach" style={width} />
      <span class="mark" style={{ left: `${band.to}%` }} />
    </div>
  );
}

/** A score, large, with its confidence. */
export function BigScore({ shown }: Readonly<{ shown: ScoreShown }>) {
  return (
    <div class="big-score">
      <Fig figure={shown.score} size="hero" />
      {shown.provisional && <span class="tag">provisional</span>}
      <Band band={shown.band} provisional={shown.provisional} />
      <p class="muted">
        at least <Fig figure={shown.low} /> with 95 % confidence
      </p>
    </div>
  );
}
