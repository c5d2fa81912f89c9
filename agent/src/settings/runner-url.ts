import * as z from "zod";
import type { RunnerAddress } from "../collectors/runner/known-runner.ts";
import { HttpUrl } from "./setting.ts";

const STATUS = "status=";
const SAME_CLOCK = "same-clock";

/**
 * A runner in words: its URL, and where they are known the URL of its status and whether its clock is this host's, as in
 * `http://172.17.0.2:8000 status=http://172.17.0.2:8888 same-clock`. It comes out in that order.
 */
export const RunnerUrl = z.string().transform((text, context) => {
  const [url, ...more] = text.trim().split(/\s+/);
  const status = more.find((word) => word.startsWith(STATUS))?.slice(STATUS.length);
  const parts = {
    url: HttpUrl.safeParse(url),
    status: status === undefined ? null : HttpUrl.safeParse(status),
    clock: more.includes(SAME_CLOCK) ? SAME_CLOCK : null,
  };
  const isEachOnce = more.length === (parts.status ? 1 : 0) + (parts.clock ? 1 : 0);
  if (!parts.url.success || parts.status?.success === false || !isEachOnce) {
    context.addIssue(`expected <url> [${STATUS}<url>] [${SAME_CLOCK}], not ${text}`);
    return z.NEVER;
  }
  const words = [parts.url.data, parts.status && `${STATUS}${parts.status.data}`, parts.clock];
  return words.filter((word) => word !== null).join(" ");
});

/** Runners, as a list or parted by commas. */
export const RunnerUrls = z
  .union([z.string().transform((text) => text.split(",")), z.string().array()])
  .pipe(RunnerUrl.array().min(1).max(64));

/** What the collector has to know of a runner in words. */
export function runnerAddressOf(words: string): RunnerAddress {
  const [url = "", ...more] = words.split(" ");
  const status = more.find((word) => word.startsWith(STATUS));
  return {
    url,
    ...(status !== undefined && { statusUrl: status.slice(STATUS.length) }),
    ...(more.includes(SAME_CLOCK) && { sameClock: true }),
  };
}
