import type { Hour } from "../../schema/wire/quantity.ts";

/** A version that takes more runs, and how many it has had. */
export type Unfinished = Readonly<{ hour: Hour; runs: number }>;
