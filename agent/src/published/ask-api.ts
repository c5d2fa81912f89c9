import { setTimeout as sleep } from "node:timers/promises";
import { Refusal } from "../refusal.ts";
import type { Source } from "./source.ts";

const TIMEOUT_MS = 60_000;

/** So often it is asked again while it says that it is busy. */
const TRIES = 6;

/** The longest that one "later" is waited for, in milliseconds. */
const LONGEST_MS = 15_000;

/** Documents as an API serves them. @param base where it is: a URL with http or https */
export function askApi(base: URL, fetch: typeof globalThis.fetch): Source {
  const origin = base.href.replace(/\/$/, "");
  const find: Source["find"] = async (path) => {
    const response = await askPatiently(`${origin}${path}`, fetch);
    if (response.status === 404) return null;
    if (!response.ok)
      throw new Refusal(
        `${response.url} answered ${response.status}: ${(await response.text()).slice(0, 300)}`,
      );
    return new Uint8Array(
      await response.arrayBuffer().catch((error: Error) => {
        throw new Refusal(`${response.url} broke off: ${reasonOf(error)}`);
      }),
    );
  };
  return { place: origin, isFolder: false, find };
}

async function askPatiently(url: string, fetch: typeof globalThis.fetch): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(
      (error: Error) => {
        throw new Refusal(`${url} cannot be reached: ${reasonOf(error)}`);
      },
    );
    const isBusy = response.status === 429 || response.status === 503;
    if (!isBusy || attempt === TRIES) return response;
    await response.body?.cancel();
    const seconds = Number(response.headers.get("retry-after") ?? 1);
    await sleep(Math.min(LONGEST_MS, (Number.isFinite(seconds) ? seconds : 1) * 1000 * attempt));
  }
}

const reasonOf = ({ message, cause }: Error): string =>
  cause instanceof Error ? cause.message : message;
