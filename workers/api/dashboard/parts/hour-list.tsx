import type { Answer } from "../data/answers.ts";
import { newestVersions } from "../view/hours.ts";
import { count } from "../view/format.ts";
import { moment } from "../view/time.ts";

type Hours = Answer<"hours">["hours"];

/** Published hours, each by its newest version. */
export function HourList({ hours, chosen }: Readonly<{ hours: Hours; chosen: string }>) {
  return (
    <ul class="hours">
      {newestVersions(hours).map(({ hour, version, state, jobs }) => (
        <li key={hour}>
          <a href={`/verify?hour=${hour}`} aria-current={hour === chosen ? "true" : undefined}>
            <span>{moment(hour)}</span>
            <span class={`status ${state}`}>{state}</span>
            <span class="muted">{`v${version} · ${count(jobs)} jobs`}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
