import { useLocation } from "preact-iso";
import { useAnswer } from "../data/use-answer.ts";
import { useJob } from "../data/use-job.ts";
import { JobEvidence } from "../parts/job-evidence.tsx";
import { JobSummary } from "../parts/job-summary.tsx";
import { Page, Section } from "../parts/page.tsx";
import { Empty, Failed, Loading } from "../parts/states.tsx";
import { Timeline } from "../parts/timeline.tsx";

/** One job: what happened, who saw it, and what it was worth. */
export function JobPage({ id = "" }: Readonly<{ id?: string }>) {
  const { query } = useLocation();
  const { from, to, orchestrator } = query;
  const { job, problem, isOver } = useJob(id, { from, to, orchestrator });
  const policy = useAnswer("policy", {}, 600_000);
  return (
    <Page title={`Job ${id}`} lead={<a href="/jobs">All jobs</a>}>
      {problem ? (
        <Failed problem={problem} what="this job" />
      ) : isOver ? (
        <Empty title="This job is not there">
          <p>
            It is not among the jobs of the hours that the link names. Hours are kept for 30 days.{" "}
            <a href="/jobs">All jobs</a>
          </p>
        </Empty>
      ) : job === null ? (
        <Loading rows={8} what="this job" />
      ) : (
        <>
          <div class="columns">
            <Section title="What happened">
              <Timeline job={job} />
            </Section>
            <Section title="What it was worth">
              <JobSummary job={job} policy={policy.data} />
            </Section>
          </div>
          <Section
            title="Who saw it"
            note="Both sides' values stay visible. Where a registered gateway saw a job, its evidence decides."
          >
            <JobEvidence job={job} />
          </Section>
        </>
      )}
    </Page>
  );
}
