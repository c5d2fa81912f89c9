import type { Observation } from "../../../../schema/wire/observation.ts";
import { observeFiles } from "../../observe-files.ts";
import type { Collector } from "../collector.ts";

/** How many observations are committed at once while events flow. */
const BATCH = 200;

/** go-livepeer's event envelopes from a file, or from standard input (`-`), as they come. */
export const eventsCollector = (file: string, stdin: AsyncIterable<string>): Collector => ({
  name: "events",
  run: async ({ accept, refuse, report, stop }) => {
    report("ok", null);
    let batch: Observation[] = [];
    let flush: NodeJS.Immediate | null = null;
    const commit = (): void => {
      if (flush) clearImmediate(flush);
      flush = null;
      if (batch.length > 0 && !stop.aborted) accept(batch);
      batch = [];
    };
    const source = observeFiles([file], stdin, ({ line, reason }) =>
      refuse(`${file}:${line}: ${reason}`),
    );
    for await (const observation of source) {
      if (stop.aborted) return;
      batch.push(observation);
      if (batch.length >= BATCH) commit();
      else flush ??= setImmediate(commit);
    }
    commit();
    report("absent", "the events ended");
  },
});
