import type { RawObject } from "../schema/wire/raw.ts";
import { decodeRaw, encodeRaw } from "../schema/wire/raw-codec.ts";
import type { Target } from "../schema/wire/target.ts";
import { maximalPages } from "../test/support/maximal-pages.ts";
import { scrapeMessage } from "../test/support/raw.ts";
import { MINUTE, targetOf, testAgent } from "../test/support/windows.ts";
import { LIMITS } from "../workers/scraper/fetch-text.ts";
import { openQuarantine } from "../workers/scraper/quarantine.ts";
import { scrape } from "../workers/scraper/scrape.ts";

// A process of its own, with `--expose-gc`: `node bench/maximal-turn.ts [kind …]` says, as JSON, what turns of a Paid shard take
// whose agents all send the largest pages of one kind; without a kind, of every kind, and then of all of them together.

/** What one turn took, and what its raw object says when it is read back. */
export type MaximalTurn = Readonly<{
  kind: string;
  /** Most that was in use at once, in the heap and outside, of the whole process. */
  peakBytes: number;
  wallMs: number;
  outcomes: number;
  windows: number;
  /** Targets whose windows were taken, and those that are to be asked again. */
  taken: number;
  held: number;
}>;

const TARGETS = 100;
const collect = globalThis.gc ?? (() => {});

let peakBytes = 0;
function sample(): void {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  peakBytes = Math.max(peakBytes, heapUsed + external);
}

// The raw object's text and its bytes are there together with all windows: that is a turn's peak.
const { encode } = TextEncoder.prototype;
TextEncoder.prototype.encode = function (text) {
  const bytes = encode.call(this, text);
  if (text !== undefined && text.length > 1e6) sample();
  return bytes;
};

async function turnOf(kind: string, pages: readonly string[], targets: readonly Target[]) {
  peakBytes = 0;
  let asked = 0;
  const began = performance.now();
  const turn = { message: scrapeMessage(), registryVersion: 1, targets, probed: new Map() };
  const raw: RawObject = await scrape(
    { ...turn, fetches: 800 },
    {
      fetch: async () => {
        if (asked % 8 === 0) sample();
        return new Response(pages[asked++ % pages.length]);
      },
      now: () => MINUTE + 1000,
      limits: { ...LIMITS, timeoutMs: 60_000 },
      allowLoopback: false,
      quarantine: openQuarantine(),
    },
  );
  const { outcomes, windows } = await decodeRaw(await encodeRaw(raw));
  return {
    kind,
    peakBytes,
    wallMs: Math.round(performance.now() - began),
    outcomes: outcomes.length,
    windows: windows.length,
    taken: new Set(windows.map(({ target }) => target)).size,
    held: outcomes.filter(({ behind }) => behind === true).length,
  } satisfies MaximalTurn;
}

const agent = await testAgent();
const one = await targetOf(agent, { role: "gateway" });
const targets = Array.from({ length: TARGETS }, (_, i) => ({
  ...one,
  id: (i * 0x9e3779b1 + 1).toString(16).padStart(16, "0"),
  url: `https://a${i}.example`,
}));
const pages = await maximalPages(agent, LIMITS.decodedBytes);
const kinds = new Map([...pages].map(([kind, page]) => [kind, [page]]));
kinds.set("of every kind", [...pages.values()]);
const chosen = process.argv.length > 2 ? process.argv.slice(2) : [...kinds.keys()];
const turns: MaximalTurn[] = [];
for (const kind of chosen) turns.push(await turnOf(kind, kinds.get(kind) ?? [], targets));
console.log(JSON.stringify(turns));
