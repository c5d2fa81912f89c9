import type { Command } from "commander";
import { Period } from "../../../schema/wire/compliance.ts";
import { parsed } from "./options.ts";

/** Adds `--period`, which may name several. @param byDefault  where none is named; by default that is left open */
export const periodsOption = (
  command: Command,
  about: string,
  byDefault?: readonly Period[],
): Command =>
  command.option(
    "--period <periods...>",
    `${about}: 1h, 24h, 7d, 30d`,
    (given: string, before: readonly Period[] | undefined) => [
      ...(before === undefined || before === byDefault ? [] : before),
      parsed(Period, "1h, 24h, 7d or 30d")(given),
    ],
    byDefault,
  );
