import * as z from "zod";
import { Pipeline, WorkflowPart } from "../../../../schema/wire/workflow.ts";
import { parseJson, type Parsed } from "./runner-json.ts";

/** What a runner serves, and its release: `0.14.1`. */
export type RunnerVersion = Readonly<{ pipeline: string; model: string; version: string }>;

const Version = z
  .object({
    pipeline: Pipeline,
    model_id: WorkflowPart,
    version: z.string().regex(/^[\w.+-]{1,64}$/),
  })
  .transform(({ pipeline, model_id, version }) => ({ pipeline, model: model_id, version }));

/** `GET /version` of an ai-runner. */
export const parseVersion = (text: string): Parsed<RunnerVersion> =>
  parseJson("version", Version, text);
