import * as z from "zod";
import { Count, Hour } from "../../schema/wire/quantity.ts";
import type { Ports } from "./ports.ts";
import { run, type Ran } from "./run.ts";
import { readProgress } from "./work/progress.ts";

/** What a run that leaves an hour unfinished says to the next: a message of `livepeer-sla-closes`. */
export const Proceed = z.strictObject({
  schema: z.literal("livepeer.sla.proceed/2"),
  hour: Hour,
  /** Runs that have worked on the version so far. */
  runs: Count,
});
export type Proceed = z.infer<typeof Proceed>;

/**
 * Goes on where the run ended that sent a message. One that came twice, or late, or whose hour another run has taken up,
 * is let go: so that of one chain there never grow two.
 *
 * @returns null where there was nothing to go on with
 */
export async function proceed(message: unknown, nowMs: number, ports: Ports): Promise<Ran | null> {
  const read = Proceed.safeParse(message);
  const begun = read.success ? await readProgress(ports.archive, read.data.hour) : null;
  if (read.data === undefined || begun?.runs !== read.data.runs) {
    ports.log({ event: "close.let_go", message, runs: begun?.runs ?? null });
    return null;
  }
  return run(nowMs, { ...ports, goesOn: true });
}
