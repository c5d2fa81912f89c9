/** What a body begins with room for, in bytes: most pages fit, and a body of single bytes costs no more than another. */
const FIRST_BYTES = 16 * 1024;

/**
 * Reads a body up to a cap. What is larger is left where it is, and not first taken whole; so is what comes after the signal.
 *
 * @returns null for a body of more than `maxBytes`
 * @throws what the signal was aborted with
 */
export async function readCapped(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = body?.getReader();
  const stop = () => void reader?.cancel().catch(() => {});
  signal.addEventListener("abort", stop);
  let bytes = new Uint8Array(Math.min(FIRST_BYTES, maxBytes));
  let size = 0;
  while (reader) {
    const { done, value } = await reader.read();
    signal.throwIfAborted();
    if (done) break;
    const end = size + value.byteLength;
    if (end > maxBytes) {
      stop();
      return null;
    }
    if (end > bytes.byteLength) bytes = grown(bytes, Math.max(end, 2 * bytes.byteLength), maxBytes);
    bytes.set(value, size);
    size = end;
  }
  signal.removeEventListener("abort", stop);
  return bytes.subarray(0, size);
}

function grown(bytes: Uint8Array, wanted: number, most: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.min(wanted, most));
  larger.set(bytes);
  return larger;
}
