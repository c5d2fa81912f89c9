import type { AnsweredAt, Metric } from "../../wire/catalog.ts";
import { type Reason, REASONS } from "../../wire/reason.ts";

type About = Pick<
  Metric,
  "id" | "name" | "unit" | "evidence" | "definition" | "formula" | "answered"
> &
  Partial<Omit<Metric, "null_because">>;

/** An entry of the catalog; what is not said is as for most of them. */
export const metric = (about: About): Metric => ({
  kind: "metric",
  version: 1,
  numerator: [],
  numerator_less: [],
  denominator: [],
  objective: null,
  methods: [],
  reason: null,
  ...about,
  null_because: inWords(about.reason ?? null),
});

/** One way to get a metric. @param reason why it is null */
export const method = (
  name: string,
  definition: string,
  reason: Reason | null = null,
): Metric["methods"][number] => ({ name, definition, reason, null_because: inWords(reason) });

/** Fields of one route's answer. */
export const answered = (route: string, ...fields: readonly string[]): AnsweredAt[] =>
  fields.map((field) => ({ route, field }));

/** A field of every view of a score. */
export const inViews = (field: string): AnsweredAt[] =>
  answered("/v1/sla/compliance", `views.*.${field}`);

/** A metric of a GPU. */
export const ofGpus = (name: string): AnsweredAt[] =>
  answered("/v1/gpu/metrics", `gpu_metrics[].metrics.${name}`);

/** A field of a job. */
export const ofJobs = (...fields: readonly string[]): AnsweredAt[] =>
  answered("/v1/jobs", ...fields.map((field) => `jobs[].${field}`));

/** What each side says of a job. */
export const ofSides = (...fields: readonly string[]): AnsweredAt[] =>
  ofJobs(
    ...["gateway", "orchestrator"].flatMap((side) =>
      fields.map((field) => `evidence.${side}.${field}`),
    ),
  );

const inWords = (reason: Reason | null): string | null => reason && REASONS[reason];
