/** A number as it is shown, with all that explains it. */
export type Figure = Readonly<{
  /** The catalog's id of what it is. */
  metric: string;
  /** As people read it, without its unit; null is not known. */
  text: string | null;
  /** What follows the number: `%`, `ms`. */
  unit?: string | undefined;
  /** Why it is not known, or what else must be said of it. */
  reason?: string | undefined;
  /** How much evidence there is: `40 decided jobs`. */
  n?: string | undefined;
  /** What it was made from: `38 of 40`. */
  made?: string | undefined;
  /** The time it is of. */
  window?: string | undefined;
  /** Who saw it, where that is not all that the catalog names. */
  evidence?: string | undefined;
  /** Too few jobs are decided to rely on it. */
  provisional?: boolean | undefined;
  /** What it is called here, and what it means, where the catalog has no such metric. */
  title?: string | undefined;
  definition?: string | undefined;
}>;

/** A figure of something that nobody measured. */
export const unknown = (metric: string, reason: string, about: Partial<Figure> = {}): Figure => ({
  metric,
  text: null,
  reason,
  ...about,
});
