import type { Job } from "../../../../schema/wire/job.ts";
import { stretchesOf, timelineOf } from "../view/job.ts";

/** What happened to a job, in order, and how its time was spent. */
export function Timeline({ job }: Readonly<{ job: Job }>) {
  const stretches = stretchesOf(job);
  return (
    <>
      {stretches.length > 0 && (
        <>
          <div class="bar stretches" aria-hidden="true">
            {stretches.map(({ kind, share }) => (
              <span key={kind} class={`stretch ${kind}`} style={{ width: `${share * 100}%` }} />
            ))}
          </div>
          <ul class="legend short">
            {stretches.map(({ kind, label }) => (
              <li key={kind}>
                <i class={`key stretch ${kind}`} aria-hidden="true" />
                <span>{label}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      <ol class="timeline">
        {timelineOf(job).map(({ at, after, what }) => (
          <li key={what}>
            <span class="at">{at}</span>
            <span class="after">{after}</span>
            <span>{what}</span>
          </li>
        ))}
      </ol>
      {job.ended_at === null && (
        <p class="muted">
          It has no end yet: what nobody ended is decided ten minutes after its last sign of life.
        </p>
      )}
    </>
  );
}
