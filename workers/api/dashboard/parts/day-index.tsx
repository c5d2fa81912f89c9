import { useAnswer } from "../data/use-answer.ts";
import { count, many } from "../view/format.ts";
import { moment } from "../view/time.ts";
import { Section } from "./page.tsx";
import { Failed, Loading } from "./states.tsx";

/** The index of a day: what somebody who verifies or mirrors it finds first. */
export function DayIndex({ day }: Readonly<{ day: string }>) {
  const { data, problem } = useAnswer("day", { date: day }, 60_000);
  return (
    <Section
      title={`The day ${day}`}
      note={
        <>
          The newest version of each hour, in one document with a digest of its own:{" "}
          <a href={`/v1/days/${day}`}>{`/v1/days/${day}`}</a>
        </>
      }
    >
      {problem ? (
        <Failed problem={problem} what={`the index of ${day}`} />
      ) : data === null ? (
        <Loading rows={3} what="the day" />
      ) : (
        <>
          <p class="note">
            {`Written ${many(data.revision, "time")}, last with digest `}
            <code class="digest">{data.digest}</code>
          </p>
          <div class="frame">
            <table class="day">
              <thead>
                <tr>
                  <th scope="col">Hour (UTC)</th>
                  <th scope="col">State</th>
                  <th scope="col" class="num">
                    Version
                  </th>
                  <th scope="col" class="num">
                    Raw objects
                  </th>
                  <th scope="col">Digest</th>
                </tr>
              </thead>
              <tbody>
                {data.hours.map(({ hour, version, state, objects, digest }) => (
                  <tr key={hour}>
                    <th scope="row">
                      <a href={`/verify?hour=${hour}`}>{moment(hour)}</a>
                    </th>
                    <td>
                      <span class={`status ${state}`}>{state}</span>
                    </td>
                    <td class="num">{count(version)}</td>
                    <td class="num">{count(objects)}</td>
                    <td class="said">
                      <code>{digest.slice(0, 16)}…</code>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </Section>
  );
}
