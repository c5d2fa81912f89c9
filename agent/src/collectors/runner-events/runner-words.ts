/** Who repeats a runner's words, and what every observation made of them carries. */
export type RunnerWords = Readonly<{
  /** Names the fact once. An error with a time of its own is named by `errors` and that time instead. */
  id: string;
  errors: string;
  /** On the observer's clock. */
  at: number;
  request: string | null;
  job: string | null;
  node: string | null;
  /** A gateway repeats them; otherwise they are the orchestrator's own. */
  relayed: boolean;
}>;

/** What an observation says about itself. */
export const aboutOf = ({ id, at, request, job, node }: RunnerWords) => ({
  id,
  at,
  request,
  job,
  node,
});
