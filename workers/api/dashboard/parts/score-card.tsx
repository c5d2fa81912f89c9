import type { Compliance, Score } from "../../../../schema/wire/compliance.ts";
import type { Policy } from "../../../../schema/wire/policy.ts";
import { adviceOf } from "../view/advice.ts";
import { evidenceTiles } from "../view/evidence.ts";
import { partsOf } from "../view/lost.ts";
import { type Witness, scoreShown } from "../view/score.ts";
import { span } from "../view/time.ts";
import { Fig } from "./fig.tsx";
import { LostBar } from "./lost-bar.tsx";
import { Section } from "./page.tsx";
import { BigScore } from "./score-band.tsx";
import { Weights } from "./weights.tsx";

type Props = Readonly<{
  compliance: Compliance;
  score: Score;
  witness: Witness;
  policy: Policy | null;
}>;

/** A score, where its points went, what it rests on, and what would raise it. */
export function ScoreCard({ compliance, score, witness, policy }: Props) {
  const window = span(compliance.from, compliance.to);
  const shown = scoreShown({ ...score, n: score.decided }, witness, compliance);
  const parts = partsOf(score, window);
  const advice = adviceOf(parts, score);
  return (
    <div class="score-row">
      <div class="card hero-card">
        <h2>Score</h2>
        <BigScore shown={shown} />
        <ul class="facts">
          {evidenceTiles(compliance, score, window).map(({ label, figure }) => (
            <li key={label}>
              <span>{label}</span> <Fig figure={figure} />
            </li>
          ))}
        </ul>
        <p class="note">
          Policy <code>{compliance.policy.id}</code>, {window}
          {compliance.open ? ", still open" : ""}.{" "}
          <a href={`/verify?hour=${compliance.hours[0]?.hour ?? ""}`}>Check it</a> ·{" "}
          <a
            href={`/jobs?orchestrator=${compliance.orchestrator}&from=${compliance.from}&to=${compliance.to}`}
          >
            Its jobs
          </a>
        </p>
      </div>
      <Section
        title="Where 100 points went"
        note="Failures lose a job whole; qualities lose by their weight. It adds up to 100."
      >
        {parts.length === 0 ? (
          <p class="muted">No job was decided in this time: there is no score yet.</p>
        ) : (
          <LostBar parts={parts} />
        )}
        {policy && <Weights policy={policy} score={score} window={window} />}
      </Section>
      <Section title="What would raise it">
        {advice.length === 0 ? (
          <p class="muted">
            {score.decided === 0
              ? "Serve jobs: a score needs decided ones."
              : "Nothing was lost. Keep it so."}
          </p>
        ) : (
          <ol class="advice">
            {advice.slice(0, 5).map(({ title, gain, text }) => (
              <li key={title}>
                <strong>{title}</strong> <span class="gain">{gain}</span>
                <p>{text}</p>
              </li>
            ))}
          </ol>
        )}
      </Section>
    </div>
  );
}
