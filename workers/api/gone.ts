import { StorageFailure } from "./storage-failure.ts";
import type { Store } from "./store.ts";

/**
 * To be asked where a document that every publication writes is not there.
 *
 * @throws StorageFailure where something is published: then it is lost, and nothing is not the answer
 */
export async function unlessGone(store: Store, document: string): Promise<void> {
  if ((await store.latestVersion()) !== null)
    throw new StorageFailure(
      `hours are published, and the document of the ${document} is not there`,
    );
}
