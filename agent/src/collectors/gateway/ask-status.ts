import { getText } from "../get-text.ts";

/**
 * What a gateway answers about a stream, as parsed JSON; null where it knows no such stream.
 *
 * @throws the network's error, and for any other answer
 */
export async function askStatus(
  gateway: string,
  streamId: string,
  signal: AbortSignal,
): Promise<unknown> {
  const path = `live/video-to-video/${encodeURIComponent(streamId)}/status`;
  const url = new URL(path, gateway.endsWith("/") ? gateway : `${gateway}/`);
  const { status, text } = await getText(url, signal);
  if (status === 404) return null;
  if (status !== 200) throw new Error(`the gateway answered ${status}`);
  return JSON.parse(text) as unknown;
}
