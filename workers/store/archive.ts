import type { R2Bucket, R2HTTPMetadata, R2Objects } from "@cloudflare/workers-types";

/** The archive of documents: raw objects, versions of the registry, published hours. R2, or what behaves like it. */
export type Archive = Readonly<{
  /**
   * Stores bytes under a key that holds nothing yet. False: something is there already, and stays.
   *
   * @param madeAtMs  when what they say was made, where that is not when they are stored
   */
  createOnce(key: string, bytes: Uint8Array<ArrayBuffer>, madeAtMs?: number): Promise<boolean>;
  /** Stores bytes under a key, whatever it held. */
  put(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** The bytes under a key, as they were stored; null where there are none. */
  read(key: string): Promise<Uint8Array<ArrayBuffer> | null>;
  /** The same, and when what they say was made, Unix milliseconds: when they were stored, where nothing else is said. */
  readDated(key: string): Promise<Dated | null>;
  /** Every key that begins with the prefix, in the order of UTF-8; `part`: so many of those after a key. */
  list(prefix: string, part?: ListPart): Promise<string[]>;
  /** Deletes keys; absent ones are no error. */
  remove(keys: readonly string[]): Promise<void>;
}>;

/** Bytes, and their age. */
export type Dated = Readonly<{ bytes: Uint8Array<ArrayBuffer>; madeAtMs: number }>;

/** Keys after a key, which need not be there; at most so many. */
export type ListPart = Readonly<{ after: string; most: number }>;

/** R2 lists at most this many keys in one call. */
const KEYS_PER_LIST = 1000;

/** R2 deletes at most this many keys in one call. */
const KEYS_PER_DELETE = 1000;

/** The name of an object's metadata that has when it was made. */
const MADE_AT = "made_at";

/** The archive in an R2 bucket. */
export function archiveOf(bucket: R2Bucket): Archive {
  return {
    async createOnce(key, bytes, madeAtMs) {
      const onlyIf = { etagDoesNotMatch: "*" };
      const customMetadata = madeAtMs === undefined ? {} : { [MADE_AT]: String(madeAtMs) };
      const httpMetadata = metadataOf(key);
      return (await bucket.put(key, bytes, { onlyIf, httpMetadata, customMetadata })) !== null;
    },
    async put(key, bytes) {
      await bucket.put(key, bytes, { httpMetadata: metadataOf(key) });
    },
    async read(key) {
      const object = await bucket.get(key);
      return object === null ? null : new Uint8Array(await object.arrayBuffer());
    },
    async readDated(key) {
      const object = await bucket.get(key);
      if (object === null) return null;
      const madeAtMs = Number(object.customMetadata?.[MADE_AT] ?? object.uploaded.getTime());
      return { bytes: new Uint8Array(await object.arrayBuffer()), madeAtMs };
    },
    async list(prefix, { after, most } = { after: "", most: Infinity }) {
      const keys: string[] = [];
      let cursor: string | undefined;
      do {
        const page: R2Objects = await bucket.list({
          prefix,
          limit: Math.min(most - keys.length, KEYS_PER_LIST),
          ...(cursor ? { cursor } : after && { startAfter: after }),
        });
        keys.push(...page.objects.map(({ key }) => key));
        cursor = page.truncated && keys.length < most ? page.cursor : undefined;
      } while (cursor !== undefined);
      return keys;
    },
    async remove(keys) {
      for (let from = 0; from < keys.length; from += KEYS_PER_DELETE)
        await bucket.delete(keys.slice(from, from + KEYS_PER_DELETE));
    },
  };
}

/** Gzip is the stored form itself and not an encoding of it: digests are over the stored bytes. */
const metadataOf = (key: string): R2HTTPMetadata => ({
  contentType: key.endsWith(".gz") ? "application/gzip" : "application/json",
});
