import { windowDigest, windowKey } from "../../schema/sla/chain.ts";
import { WindowsPage } from "../../schema/wire/window.ts";
import type { Windows } from "./compare.ts";

/** Every window that an agent serves, page by page. @throws when it does not answer */
export async function readOwnWindows(url: string): Promise<Windows> {
  const windows = new Map<string, { start: number; digests: Set<string> }>();
  let after: string | null = null;
  for (;;) {
    const page: WindowsPage = await pageAfter(url, after);
    for (const signed of page.windows)
      windows.set(windowKey(signed), {
        start: signed.window.start,
        digests: new Set([await windowDigest(signed)]),
      });
    if (page.windows.length === 0 || page.next === page.latest) return windows;
    after = page.next;
  }
}

async function pageAfter(url: string, after: string | null): Promise<WindowsPage> {
  const query = after === null ? "" : `?after=${encodeURIComponent(after)}`;
  for (;;) {
    const reply = await fetch(`${url}/v1/windows${query}`);
    if (reply.ok) return WindowsPage.parse(await reply.json());
    if (reply.status !== 429) throw new Error(`${url}/v1/windows: HTTP ${reply.status}`);
    const seconds = Number(reply.headers.get("retry-after") ?? 1);
    await new Promise((done) => setTimeout(done, seconds * 1000));
  }
}
