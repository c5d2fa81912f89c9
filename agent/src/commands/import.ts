import type { Observation } from "../../../schema/wire/observation.ts";
import { openAgent } from "../agent.ts";
import type { Host } from "../host.ts";
import { observeFiles } from "../observe-files.ts";
import {
  configOf,
  examples,
  readSettings,
  settingsOptions,
  WHO,
  type AddCommand,
  type Flags,
} from "./options.ts";

/** Progress is shown once for so many observations. */
const STEP = 1000;

/** `import <file…>`: seals the events of files, or of standard input, as an epoch of their own. */
export const importCommand: AddCommand = (program, host) => {
  const command = program
    .command("import")
    .description("seal go-livepeer events of the past, as an epoch of their own")
    .argument(
      "<file...>",
      "NDJSON or a JSON array, of envelopes or of Kafka records; - is standard input",
    )
    .option("--json", "print the result as JSON");
  settingsOptions(command, WHO)
    .addHelpText(
      "after",
      examples("import --role gateway events/*.json", "import --json - < events.ndjson"),
    )
    .action(async (files: string[], { json, ...flags }: Flags & { json?: true }) => {
      const agent = openAgent(configOf(readSettings(flags, host)), { now: host.now });
      let unreadable = 0;
      try {
        const source = observeFiles(files, host.stdin, ({ file, line, reason }) => {
          unreadable += 1;
          host.err(`${file}:${line}: passed over: ${reason}`);
        });
        const imported = await agent.importObservations(counted(source, host), () => unreadable);
        host.progress?.("");
        if (json) return host.out(JSON.stringify(imported));
        const { accepted, duplicate, rejected, windows, epoch } = imported;
        host.out(
          `${accepted} observations imported, ${duplicate} known before, ${rejected} refused`,
        );
        host.out(
          epoch === null
            ? "nothing new: no window was sealed"
            : `${windows} windows sealed in epoch ${epoch}`,
        );
      } finally {
        agent.close();
      }
    });
};

async function* counted(
  source: AsyncIterable<Observation>,
  { progress }: Host,
): AsyncGenerator<Observation> {
  let read = 0;
  for await (const observation of source) {
    read += 1;
    if (read % STEP === 0) progress?.(`${read} observations read`);
    yield observation;
  }
  progress?.(`${read} observations read, sealing`);
}
