import { useLocation } from "preact-iso";
import { useAnswer } from "../data/use-answer.ts";
import { DayIndex } from "../parts/day-index.tsx";
import { HourList } from "../parts/hour-list.tsx";
import { HourProof } from "../parts/hour-proof.tsx";
import { Page, Section } from "../parts/page.tsx";
import { Empty, Failed, Loading } from "../parts/states.tsx";

/** How a number was made, and how to make it again. */
export function Verify() {
  const { query } = useLocation();
  const hours = useAnswer("hours", { limit: "200" });
  const latest = hours.data?.hours.find(({ state }) => state !== "open") ?? hours.data?.hours[0];
  const hour = query["hour"] || latest?.hour || null;
  return (
    <Page
      title="Verify"
      lead="Every number here is a pure function of signed evidence. Nobody has to be believed: fetch the evidence, and compute it again."
    >
      <ol class="steps card">
        <li>
          <strong>Agents</strong> beside orchestrators and gateways seal one window a minute, sign
          it, and chain it to the one before.
        </li>
        <li>
          <strong>Raw objects</strong> hold these windows as they were signed. They are never
          changed, and each hour names them by SHA-256.
        </li>
        <li>
          <strong>Jobs</strong> are joined from both sides; each is a success, failed or excused,
          and earns its credit by the policy.
        </li>
        <li>
          <strong>Scores</strong> add up credits as whole numbers. The same evidence and policy give
          the same bytes, for everyone.
        </li>
      </ol>
      {hours.problem ? (
        <Failed problem={hours.problem} what="the hours" />
      ) : hours.data === null ? (
        <Loading rows={8} what="the hours" />
      ) : hours.data.hours.length === 0 || hour === null ? (
        <Empty title="No hour is published yet">
          <p>
            The first is there within minutes of the first window.{" "}
            <a href="/v1/status">What was scraped so far</a>
          </p>
        </Empty>
      ) : (
        <>
          <div class="columns narrow-wide">
            <Section title="Published hours">
              <HourList hours={hours.data.hours} chosen={hour} />
            </Section>
            <HourProof hour={hour} />
          </div>
          <DayIndex day={hour.slice(0, 10)} />
        </>
      )}
    </Page>
  );
}
