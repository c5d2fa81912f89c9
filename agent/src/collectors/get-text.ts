/** Longer answers than this are refused, in bytes. */
const MAX_BYTES = 4 * 1024 * 1024;

/** An HTTP status, and the body as text where the status is 200. */
export type Answer = Readonly<{ status: number; text: string }>;

/**
 * One GET. Redirects are not followed: they are answers with a status of their own. A body that is not needed is not read.
 *
 * @throws what fetch throws, and an error for an answer that is too long
 */
export async function getText(url: string | URL, signal: AbortSignal): Promise<Answer> {
  const response = await fetch(url, { redirect: "manual", signal });
  if (response.status !== 200 || response.body === null) {
    await response.body?.cancel();
    return { status: response.status, text: "" };
  }
  const decoder = new TextDecoder();
  let [text, bytes] = ["", 0];
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BYTES) throw new Error(`more than ${MAX_BYTES} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return { status: 200, text: text + decoder.decode() };
}
