import { Period } from "../../../schema/wire/compliance.ts";
import { readNote } from "../published/mirror-note.ts";
import type { Source } from "../published/source.ts";

/**
 * The periods whose scores are checked where nobody names some: all that scores are published over, or those whose sums a
 * folder was mirrored with.
 */
export const periodsToCheck = async (
  source: Source,
  asked: readonly Period[] | null,
): Promise<readonly Period[]> =>
  asked ?? (source.isFolder ? (await readNote(source.place)).periods : Period.options);
