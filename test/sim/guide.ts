import { nextHour } from "../../schema/sla/hour.ts";
import { JobsPage } from "../../schema/wire/api/jobs.ts";
import { Compliance } from "../../schema/wire/compliance.ts";
import type { PublishedHour } from "../../schema/wire/hour.ts";
import type { TargetInput } from "../../schema/wire/target.ts";

/**
 * What to look at, a line each: one orchestrator's score first, then where the dashboard, its jobs, its score and the proof of an hour
 * are found.
 */
export async function guide(
  url: string,
  targets: readonly TargetInput[],
  hours: readonly PublishedHour[],
): Promise<string[]> {
  const orchestrator =
    targets.find(({ orchestrator }) => orchestrator !== null)?.orchestrator ?? (await seenIn(url));
  if (orchestrator === null) return [`${url}/v1/jobs`];
  const withJobs = hours.filter(({ jobs }) => jobs > 0).sort((a, b) => (a.hour < b.hour ? 1 : -1));
  const last = withJobs[0];
  const end = last === undefined ? "" : `&end=${nextHour(last.hour)}`;
  const complianceUrl = `${url}/v1/sla/compliance?orchestrator_id=${orchestrator}&period=24h${end}`;
  const closed = withJobs.find(({ state }) => state !== "open") ?? last;
  return [
    await scoreLine(complianceUrl),
    `dashboard: ${url}/orchestrators/${orchestrator}, and the whole network: ${url}`,
    `jobs:   ${url}/v1/jobs`,
    `score:  ${complianceUrl}`,
    ...(closed === undefined
      ? []
      : [`verify: npx livepeer-sla-agent verify ${url} --hour ${closed.hour}`]),
  ];
}

async function seenIn(url: string): Promise<string | null> {
  const reply = await fetch(`${url}/v1/jobs?limit=100`);
  if (!reply.ok) return null;
  const { jobs } = JobsPage.parse(await reply.json());
  return jobs.map(({ orchestrator }) => orchestrator).find((address) => address !== null) ?? null;
}

async function scoreLine(complianceUrl: string): Promise<string> {
  const reply = await fetch(complianceUrl);
  if (!reply.ok) return `no score yet: HTTP ${reply.status} from ${complianceUrl}`;
  const { orchestrator, period, views } = Compliance.parse(await reply.json());
  const { score, score_low, decided } = views.any;
  const known = score === null ? "unknown" : `${score} of 100 (at least ${score_low})`;
  return `score of ${orchestrator}: ${known} over ${period}, from ${decided} decided jobs`;
}
