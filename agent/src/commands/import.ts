import { openAgent } from "../agent.ts";
import { observeFiles } from "../observe-files.ts";
import { identityOptions, type AddCommand, type IdentityOptions } from "./options.ts";

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
  identityOptions(command, host).action(
    async (files: string[], options: IdentityOptions & { json?: true }) => {
      const agent = openAgent(options, { now: host.now });
      let unreadable = 0;
      try {
        const source = observeFiles(files, host.stdin, ({ file, line, reason }) => {
          unreadable += 1;
          host.err(`${file}:${line}: passed over: ${reason}`);
        });
        const imported = await agent.importObservations(source, () => unreadable);
        if (options.json) return host.out(JSON.stringify(imported));
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
    },
  );
};
