import type { OutcomeLine, RawObject, ScrapeMessage } from "../../schema/wire/raw.ts";
import type { Target } from "../../schema/wire/target.ts";
import type { SignedWindow } from "../../schema/wire/window.ts";
import { MINUTE } from "./windows.ts";

/** A scrape turn of shard 0 in the slot that begins at `MINUTE`, T = 60 s. */
export const scrapeMessage = (override: Partial<ScrapeMessage> = {}): ScrapeMessage => ({
  schema: "livepeer.sla.scrape/1",
  slot: MINUTE / 60_000,
  slot_seconds: 60,
  shard: 0,
  backfill: null,
  ...override,
});

/** What one target gave in one turn. */
export type Given = Readonly<{
  target: Target;
  windows?: readonly SignedWindow[];
  outcome?: Partial<OutcomeLine["outcome"]>;
}>;

/** A raw object as the scraper makes it, without a scraper. */
export function rawObject(given: readonly Given[], message = scrapeMessage()): RawObject {
  const sorted = [...given].sort((a, b) => (a.target.id < b.target.id ? -1 : 1));
  return {
    plan: {
      schema: "livepeer.sla.raw/1",
      message,
      registry_version: 1,
      targets: sorted.map(({ target }) => ({ ...target, cursor: null })),
    },
    outcomes: sorted.map(({ target, outcome }) => ({
      target: target.id,
      outcome: "ok",
      detail: null,
      received_at: message.slot * message.slot_seconds * 1000 + 1000,
      cursor: "s/1",
      refused: { future: 0, too_old: 0, unknown_version: 0 },
      ...outcome,
    })),
    windows: sorted.flatMap(({ target, windows = [] }) =>
      windows.map((signed) => ({ target: target.id, signed })),
    ),
  };
}
