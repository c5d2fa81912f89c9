import type { Hour } from "../../schema/wire/quantity.ts";
import { refusal, type Answer } from "./answer.ts";

/** The refusal of a range that ends before it begins. */
export const emptyRange = (from: Hour, to: Hour): Answer<never> =>
  refusal(400, `from is ${JSON.stringify(from)}, which is not before to, ${JSON.stringify(to)}`, {
    parameter: "from",
    given: from,
    allowed: `an hour before ${to}`,
  });

/** The refusal of a range that is longer than one answer holds. */
export const longRange = (from: Hour, earliest: Hour): Answer<never> =>
  refusal(400, `from is ${JSON.stringify(from)}; allowed: ${earliest} or later, for this end`, {
    parameter: "from",
    given: from,
    allowed: `${earliest} or later`,
  });
