import { WindowsPage, type SignedWindow } from "../../../schema/wire/window.ts";
import type { Get } from "./own-agent.ts";

/** A real window as strangers see it: the newest with a job among those looked at, else the newest. Null without any. */
export async function sampleWindow(get: Get): Promise<string | null> {
  let [sample, query]: [SignedWindow | null, string] = [null, ""];
  for (;;) {
    const page = WindowsPage.parse(await (await get(`/v1/windows?limit=1000${query}`)).json());
    for (const signed of page.windows)
      if (signed.window.jobs.length > 0 || (sample?.window.jobs.length ?? 0) === 0) sample = signed;
    if (page.windows.length === 0) break;
    query = `&after=${encodeURIComponent(page.next)}`;
  }
  return sample === null ? null : JSON.stringify(sample, null, 2);
}
