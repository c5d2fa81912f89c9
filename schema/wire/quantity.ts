import * as z from "zod";

/** A moment: Unix time, milliseconds, UTC. At most the year 9999, so that it always has an RFC 3339 form. */
export const UnixMs = z.int().nonnegative().max(253_402_300_799_999);

/** A count, or a length of time in milliseconds: an integer that adds without loss. */
export const Count = z.int().nonnegative();

/** An amount of wei, or of attowei (10⁻¹⁸ wei), as a decimal string: larger than a double can hold. */
export const Wei = z.string().regex(/^(0|[1-9][0-9]{0,95})$/);
export type Wei = z.infer<typeof Wei>;

/** A UTC hour by its start, for people: `2026-01-09T13:00:00Z`. */
export const Hour = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):00:00Z$/)
  .refine(
    (hour) =>
      !Number.isNaN(Date.parse(hour)) && new Date(hour).toISOString().startsWith(hour.slice(0, 13)),
    {
      message: "no such hour",
    },
  )
  .brand("Hour");
export type Hour = z.infer<typeof Hour>;
