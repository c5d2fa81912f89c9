import { useAnswer } from "../data/use-answer.ts";
import { count } from "../view/format.ts";
import { verifyCommand } from "../view/hours.ts";
import { span } from "../view/time.ts";
import { Command } from "./command.tsx";
import { Section } from "./page.tsx";
import { Failed, Loading } from "./states.tsx";

const HOUR_MS = 3_600_000;
const endOf = (hour: string): string =>
  new Date(Date.parse(hour) + HOUR_MS).toISOString().replace(".000Z", "Z");

/** What an hour was made from, and how to check it. */
export function HourProof({ hour }: Readonly<{ hour: string }>) {
  const { data, problem } = useAnswer("hour", { hour }, 30_000);
  if (problem) return <Failed problem={problem} what={`the hour ${hour}`} />;
  if (data === null)
    return (
      <Section title="An hour">
        <Loading rows={8} what="this hour" />
      </Section>
    );
  const {
    version,
    state,
    policy,
    registry_version,
    inputs,
    windows,
    jobs,
    open_jobs,
    digest,
    jobs_digest,
    rollups_digest,
  } = data;
  const facts: [string, string, string | null][] = [
    ["Version", `${version}, ${state}`, `/v1/hours/${hour}/${version}`],
    [
      "Jobs",
      `${count(jobs)} decided, ${count(open_jobs)} still open`,
      `/jobs?from=${hour}&to=${endOf(hour)}`,
    ],
    ["Windows", count(windows), null],
    ["Policy", `${policy.id}`, "/about#policy"],
    ["Registry", `version ${registry_version}`, null],
    ["Digest of this version", digest, null],
    ["Digest of its jobs", jobs_digest, `/v1/hours/${hour}/${version}/jobs`],
    ["Digest of its sums", rollups_digest, `/v1/hours/${hour}/${version}/rollups`],
    ["Digest of the policy", policy.digest, "/v1/policy"],
  ];
  return (
    <Section title={span(data.hour, endOf(data.hour))}>
      <h3>Recompute it</h3>
      <Command text={verifyCommand(location.origin, data.hour)} />
      <p class="note">
        Exit status 0: it holds. 1: it does not, and what differs. 2: it could not be checked.
      </p>
      <dl class="pairs digests">
        {facts.map(([name, value, href]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{href === null ? value : <a href={href}>{value}</a>}</dd>
          </div>
        ))}
      </dl>
      <h3>{`Raw objects (${count(inputs.length)})`}</h3>
      <p class="note">
        As they were stored, with the SHA-256 of their bytes:{" "}
        <code>curl …/v1/snapshots/KEY | sha256sum</code>
      </p>
      <ul class="inputs">
        {inputs.map(({ key, sha256 }) => (
          <li key={key}>
            <a href={`/v1/snapshots/${key}`}>{key}</a>
            <code>{sha256}</code>
          </li>
        ))}
      </ul>
    </Section>
  );
}
