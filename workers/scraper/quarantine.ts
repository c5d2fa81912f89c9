import { messageId, slotHour } from "../../schema/sla/raw-key.ts";
import { sha256 } from "../../schema/wire/canonical.ts";
import type { ScrapeMessage } from "../../schema/wire/raw.ts";
import type { Archive } from "../store/archive.ts";

/** Windows of a version that nobody can read yet, as they came: unverified, and kept for a scraper that can. */
export type Quarantine = Readonly<{
  add: (target: string, windows: readonly unknown[]) => void;
  /** Archives what was added, as one object under the digest of its bytes; nothing where nothing was. */
  keep: (archive: Archive, message: ScrapeMessage) => Promise<void>;
}>;

/** What one turn keeps, in characters, and what one target may have of it. The rest is counted only. */
const MAX_CHARACTERS = 1024 * 1024;
const MAX_PER_TARGET = 256 * 1024;

/** An empty quarantine, for one turn. */
export function openQuarantine(): Quarantine {
  const lines: string[] = [];
  const sizes = new Map<string, number>();
  let size = 0;
  return {
    add(target, windows) {
      for (const unread of windows) {
        const line = `${JSON.stringify({ target, unread })}\n`;
        const own = (sizes.get(target) ?? 0) + line.length;
        if (own > MAX_PER_TARGET || size + line.length > MAX_CHARACTERS) continue;
        sizes.set(target, own);
        size += line.length;
        lines.push(line);
      }
    },
    async keep(archive, message) {
      if (lines.length === 0) return;
      const gzip = new Blob(lines).stream().pipeThrough(new CompressionStream("gzip"));
      const bytes = new Uint8Array(await new Response(gzip).arrayBuffer());
      await archive.createOnce(await keyOf(message, bytes), bytes);
    },
  };
}

/** Beside the turn's raw object, so that both have the same retention. */
async function keyOf(message: ScrapeMessage, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = (await sha256(bytes)).slice(0, 16);
  return `quarantine/v1/${slotHour(message).slice(0, 13)}/${messageId(message)}:${digest}.ndjson.gz`;
}
