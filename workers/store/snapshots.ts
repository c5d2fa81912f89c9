/** One object of the archive as it is stored. `etag` has its quotes. */
export type StoredBytes = Readonly<{ body: ArrayBuffer; etag: string }>;

/** The bytes under a key; null where there are none. */
export async function storedBytes(bucket: R2Bucket, key: string): Promise<StoredBytes | null> {
  const object = await bucket.get(key);
  return object === null ? null : { body: await object.arrayBuffer(), etag: object.httpEtag };
}

/** The same, as a stream: large objects pass through without being held. */
export async function storedStream(
  bucket: R2Bucket,
  key: string,
): Promise<Readonly<{ body: ReadableStream; etag: string }> | null> {
  const object = await bucket.get(key);
  return object === null ? null : { body: object.body, etag: object.httpEtag };
}

/** Keys under a prefix after a key, in order, with their sizes in bytes. One R2 list. */
export async function storedKeys(
  bucket: R2Bucket,
  { prefix, after, limit }: Readonly<{ prefix: string; after: string | null; limit: number }>,
): Promise<Readonly<{ objects: readonly { key: string; size: number }[]; more: boolean }>> {
  const { objects, truncated } = await bucket.list({
    prefix,
    limit,
    ...(after === null ? {} : { startAfter: after }),
  });
  return { objects: objects.map(({ key, size }) => ({ key, size })), more: truncated };
}
