import type { Command } from "commander";
import { Period } from "../../../schema/wire/compliance.ts";
import { parsed } from "./options.ts";

/** Burn rates need a day of sums, and a month of them takes long: that is done where it is asked for. */
const PERIODS: readonly Period[] = ["1h", "24h"];

/** Adds `--period`, which may name several. */
export const periodsOption = (command: Command, about: string): Command =>
  command.option(
    "--period <periods...>",
    `${about}: 1h, 24h, 7d, 30d`,
    (given: string, before: readonly Period[] | undefined) => [
      ...(before === undefined || before === PERIODS ? [] : before),
      parsed(Period, "1h, 24h, 7d or 30d")(given),
    ],
    PERIODS,
  );
