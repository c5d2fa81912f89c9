import * as z from "zod";
import { Hour } from "../../../schema/wire/quantity.ts";
import type { Host } from "../host.ts";
import { askApi, type Api } from "../verify/ask-api.ts";
import { verifyHour } from "../verify/verify-hour.ts";
import { examples, parsed, type AddCommand } from "./options.ts";

type Options = Readonly<{ hour: Hour; revision?: number; json?: true }>;

const Revision = z
  .string()
  .regex(/^[1-9]\d{0,8}$/)
  .transform(Number);

/** `verify <api> --hour <time>`: recomputes a published hour. 0: it holds. 1: it does not. 2: it could not be checked. */
export const verifyCommand: AddCommand = (program, host, done) => {
  program
    .command("verify")
    .description("recompute a published hour from its raw objects, and compare")
    .argument("<api>", "where the API is: https://…")
    .requiredOption(
      "--hour <time>",
      "a UTC hour, 2026-01-09T13:00:00Z",
      parsed(Hour, "a whole UTC hour, like 2026-01-09T13:00:00Z"),
    )
    .option(
      "--revision <n>",
      "version of the hour; by default the latest",
      parsed(Revision, "a whole number from 1"),
    )
    .option("--json", "print the result as JSON")
    .addHelpText("after", examples("verify https://sla.example.org --hour 2026-01-09T13:00:00Z"))
    .action(async (base: string, { hour, revision, json }: Options) => {
      const api = watched(askApi(base, host.fetch), host);
      const { hour: published, windows, findings } = await verifyHour(api, hour, revision ?? null);
      host.progress?.("");
      const { version, inputs, digest } = published;
      const holds = findings.length === 0;
      if (json)
        host.out(
          JSON.stringify({
            holds,
            hour,
            version,
            digest,
            objects: inputs.length,
            windows,
            findings,
          }),
        );
      else {
        for (const { what, expected, found } of findings)
          host.out(`${what}\n  expected ${expected}\n  found    ${found}`);
        const made = `${hour} version ${version}, from ${inputs.length} raw objects with ${windows} signed windows`;
        host.out(holds ? `holds: ${made}; digest ${digest}` : `does not hold: ${made}`);
      }
      done(holds ? 0 : 1);
    });
};

/** The same API; whoever watches sees what has come from it. */
function watched({ json, bytes }: Api, { progress }: Host): Api {
  let [answers, size] = [0, 0];
  return {
    json,
    bytes: async (path) => {
      const body = await bytes(path);
      answers += 1;
      size += body.byteLength;
      progress?.(`${answers} documents fetched, ${(size / 1024).toFixed(0)} KB`);
      return body;
    },
  };
}
