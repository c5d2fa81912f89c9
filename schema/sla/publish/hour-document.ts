import { digestOf } from "../../wire/canonical.ts";
import type { PublishedHour } from "../../wire/hour.ts";

/** A version of an hour without its digest. */
export type UnsealedHour = Omit<PublishedHour, "digest">;

/** Adds the digest of all the rest. */
export const sealHour = async (hour: UnsealedHour): Promise<PublishedHour> => ({
  ...hour,
  digest: await digestOf(hour),
});

/** The same hour under another number. */
export const renumber = (
  { digest: _digest, ...hour }: PublishedHour,
  version: number,
): Promise<PublishedHour> => sealHour({ ...hour, version });
