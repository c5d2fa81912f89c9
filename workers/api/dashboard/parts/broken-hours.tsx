import type { Score } from "../../../../schema/wire/compliance.ts";
import { brokenHours } from "../view/broken-hours.ts";

const MOST = 8;
const HOUR_MS = 3_600_000;

const endOf = (hour: string): string =>
  new Date(Date.parse(hour) + HOUR_MS).toISOString().replace(".000Z", "Z");

/** The hours that broke a target, with a way to their jobs. */
export function BrokenHours({ score, address }: Readonly<{ score: Score; address: string }>) {
  const hours = brokenHours(score);
  if (hours.length === 0) return <p class="muted">No hour of this period was below a target.</p>;
  return (
    <ul class="broken">
      {hours.slice(0, MOST).map(({ hour, label, broken }) => (
        <li key={hour}>
          <a href={`/jobs?orchestrator=${address}&from=${hour}&to=${endOf(hour)}`}>{label}</a>
          <ul>
            {broken.map(({ sli, text }) => (
              <li key={sli}>
                <strong>{sli}</strong> {text}
              </li>
            ))}
          </ul>
        </li>
      ))}
      {hours.length > MOST && <li class="muted">{`and ${hours.length - MOST} earlier hours`}</li>}
    </ul>
  );
}
