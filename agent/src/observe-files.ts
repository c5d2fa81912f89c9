import { createReadStream } from "node:fs";
import type { Observation } from "../../schema/wire/observation.ts";
import { pseudonymise } from "./collectors/pseudonymise.ts";
import { readEnvelopes } from "./collectors/events/read-envelopes.ts";

/** Where an envelope that could not be read stands, and why. */
export type Unreadable = Readonly<{ file: string; line: number; reason: string }>;

/**
 * The observations of files of events, ids already pseudonyms; `-` is what is piped in.
 *
 * @param refuse  hears of every envelope that cannot be read
 * @throws the system's error for a file that cannot be opened
 */
export async function* observeFiles(
  files: readonly string[],
  stdin: AsyncIterable<string>,
  refuse: (unreadable: Unreadable) => void,
): AsyncGenerator<Observation> {
  for (const file of files) {
    const text: AsyncIterable<string> = file === "-" ? stdin : createReadStream(file, "utf8");
    for await (const envelope of readEnvelopes(text)) {
      if ("refused" in envelope) refuse({ file, line: envelope.line, reason: envelope.refused });
      else yield* envelope.observations.map(pseudonymise);
    }
  }
}
