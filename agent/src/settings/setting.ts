import * as z from "zod";

/** One thing that an operator can set: in the file, in the environment, or by a flag. */
export type Setting<S extends z.ZodType = z.ZodType> = Readonly<{
  /** Takes text, as flags and the environment give it, and what TOML gives. */
  schema: S;
  /** What a value has to be, for who gave another. */
  expected: string;
  /** What it is for, in one line: help, comment and documentation. */
  about: string;
  /** A value as one may write it. */
  example: string | number | readonly string[];
  /** How help names the value. */
  value: string;
}>;

/** A setting, with the type of its schema. */
export const setting = <S extends z.ZodType>(of: Setting<S>): Setting<S> => of;

/** A source is switched off by this word. */
export const OFF = "off";

/** Something that is, or that is not to be used: null where it is off. */
export const orOff = <S extends z.ZodType>(schema: S) =>
  z.union([z.literal(OFF).transform(() => null), schema]);

/** A port, as a number or as digits. */
export const Port = z
  .union([
    z.int(),
    z
      .string()
      .regex(/^\d{1,5}$/)
      .transform(Number),
  ])
  .pipe(z.int().min(0).max(65_535));

/** An http or https URL; its last slash is left out. */
export const HttpUrl = z
  .url({ protocol: /^https?$/ })
  .max(256)
  .transform((url) => url.replace(/\/$/, ""));
