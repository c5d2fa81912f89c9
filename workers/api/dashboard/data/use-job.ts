import { useEffect, useState } from "preact/hooks";
import type { Answer } from "./answers.ts";
import { useAnswer } from "./use-answer.ts";

type Around = Readonly<{
  from?: string | undefined;
  to?: string | undefined;
  orchestrator?: string | undefined;
}>;

const SETTLED_MS = 60_000;

/** How many pages are looked through for a job. */
const MOST_PAGES = 20;

/**
 * One job, found among those of the hours around it: the API lists jobs by hours.
 *
 * @returns `job` null and `isOver` where it is not among them
 */
export function useJob(id: string, { from, to, orchestrator }: Around) {
  const [page, setPage] = useState<Readonly<{ cursor: string | undefined; at: number }>>({
    cursor: undefined,
    at: 0,
  });
  const around = `${id} ${from} ${to} ${orchestrator}`;
  useEffect(() => setPage({ cursor: undefined, at: 0 }), [around]);
  const { data, problem, isOld } = useAnswer(
    "jobs",
    { from, to, orchestrator, cursor: page.cursor, limit: "500" },
    SETTLED_MS,
  );
  const job: Answer<"jobs">["jobs"][number] | null =
    data?.jobs.find((each) => each.id === id) ?? null;
  const next = !isOld && job === null ? (data?.next ?? null) : null;
  const goesOn = next !== null && page.at < MOST_PAGES;
  useEffect(() => {
    if (goesOn) setPage({ cursor: next, at: page.at + 1 });
  }, [goesOn, next]);
  return { job, problem, isOver: data !== null && !isOld && job === null && !goesOn };
}
