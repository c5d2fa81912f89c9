import * as z from "zod";

/** A route that takes no parameter here refuses any. */
export const nothing = z.strictObject({});
