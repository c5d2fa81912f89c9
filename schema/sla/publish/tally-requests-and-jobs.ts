import type { Job } from "../../wire/job.ts";
import { deciderIn, isOpenIn, isSettledIn } from "./counting.ts";
import type { HourFacts } from "./hour-facts.ts";
import { jobDocument } from "./job-document.ts";
import { keyOf } from "./job-key.ts";
import { joinJobs } from "./join-jobs.ts";
import type { Tally } from "./tally.ts";
import { tallyDecided, tallyFirstOutput, tallyMinutes } from "./tally-jobs.ts";
import { tallyJobPayments } from "./tally-payments.ts";
import { tallyReporting } from "./tally-reporting.ts";
import { tallyRequests } from "./tally-requests.ts";
import type { Said } from "./tally-targets.ts";
import { verdictsOf } from "./verdicts.ts";

/**
 * The second half of an hour, of some of its requests: joins the sides of each job, and adds what jobs and requests are
 * worth. Any partition that keeps together what is said of one request gives the same sums and jobs.
 *
 * @param said  all that is said of these requests and jobs
 * @returns the jobs that the hour decides or leaves open, in no order
 */
export function tallyRequestsAndJobs(
  tally: Tally,
  { sides, told }: Said,
  { hour, policy, registry, gatewayName, attendance }: HourFacts,
): Job[] {
  const jobs: Job[] = [];
  const joined = joinJobs(sides);
  for (const job of joined) {
    const key = keyOf(job, registry, gatewayName);
    tallyMinutes(tally, key, job);
    tallyJobPayments(tally, job, key, registry, gatewayName);
    const decider = deciderIn(job, hour);
    const isListed = decider !== null || isOpenIn(job, hour);
    if (!isListed && !isSettledIn(job, hour)) continue;
    const verdicts = verdictsOf(job, policy);
    if (decider !== null) {
      tallyDecided(tally, key, job, decider, verdicts, hour);
      tallyReporting(tally, key, job, decider, attendance, hour);
    }
    tallyFirstOutput(tally, key, job, verdicts, hour);
    if (isListed) jobs.push(jobDocument(job, key, decider, verdicts));
  }
  tallyRequests(tally, told, joined, gatewayName);
  return jobs;
}
