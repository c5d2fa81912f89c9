import { beforeAll, expect, it } from "vitest";
import { rawKey } from "../../../schema/sla/raw-key.ts";
import { Pseudonym } from "../../../schema/wire/identifier.ts";
import { decodeRaw } from "../../../schema/wire/raw-codec.ts";
import type { RawObject } from "../../../schema/wire/raw.ts";
import type { Window } from "../../../schema/wire/window.ts";
import type { Target } from "../../../schema/wire/target.ts";
import { consume } from "../../../workers/scraper/consume.ts";
import { LIMITS } from "../../../workers/scraper/fetch-text.ts";
import { openQuarantine } from "../../../workers/scraper/quarantine.ts";
import { scrape } from "../../../workers/scraper/scrape.ts";
import { entry, totals } from "../../support/job-entry.ts";
import { scrapeMessage } from "../../support/raw.ts";
import {
  MINUTE,
  signedChain,
  signedWindow,
  targetOf,
  type TestAgent,
  testAgent,
  windowsPage,
} from "../../support/windows.ts";
import { archive, delivered, registered, scripted } from "./scripted.ts";

const START = MINUTE - 600_000;
const victim = await testAgent();
const stolen = await signedChain(victim, 2, { start: START });

/** A page whose one window was changed as text after it was signed. */
const edited =
  (change: (text: string) => string, window: Partial<Window> = {}) =>
  async (agent: TestAgent) =>
    change(JSON.stringify(windowsPage([await signedWindow(agent, { start: START, ...window })])));
const replaced = (from: string, to: string) => edited((text) => text.replace(from, to));
const jobs = (count: number) =>
  Array.from({ length: count }, (_, i) => {
    const job = Pseudonym.parse(i.toString(16).padStart(16, "0"));
    return entry(null, { job, model: `model-${i}`, started_at: START });
  });
/** Windows of five hundred workflows each that no other has. */
const sprawling = (count: number): Partial<Window>[] =>
  Array.from({ length: count }, (_, nth) => ({
    start: START,
    epoch: `epoch00${nth}`,
    capacity: Array.from({ length: 500 }, (_, i) => ({
      orchestrator: null,
      node: null,
      pipeline: "p",
      model: `m${nth * 500 + i}`,
      busy_slot_ms: 1,
      idle_slot_ms: 0,
      loading_slot_ms: 0,
    })),
  }));
const day = 86_400_000;

/** What an agent says, the outcome that it is due, and how many of its windows count. */
const CASES: Record<
  string,
  {
    says: (agent: TestAgent) => Promise<string>;
    outcome: string;
    windows?: number;
    future?: number;
  }
> = {
  honest: { says: edited((text) => text), outcome: "ok", windows: 1 },
  "a hundred levels deep": {
    says: replaced('"jobs":[]', `"jobs":${"[".repeat(100)}${"]".repeat(100)}`),
    outcome: "bad_schema",
  },
  "full of NaN": { says: replaced('"late":0', '"late":NaN'), outcome: "bad_schema" },
  "infinite by 1e999": { says: replaced('"late":0', '"late":1e999'), outcome: "bad_schema" },
  "beyond exact integers": {
    says: replaced('"late":0', '"late":9007199254740993'),
    outcome: "bad_schema",
  },
  "fractional by 0.1": { says: replaced('"late":0', '"late":0.1'), outcome: "bad_schema" },
  "below zero by -1": { says: replaced('"late":0', '"late":-1'), outcome: "bad_schema" },
  "saying a key twice, the truth last": {
    says: replaced('"late":0', '"late":7,"late":0'),
    outcome: "ok",
    windows: 1,
  },
  "saying a key twice, the truth first": {
    says: replaced('"late":0', '"late":0,"late":7'),
    outcome: "bad_signature",
  },
  "reaching for the prototype": {
    says: replaced('"late":0', '"late":0,"__proto__":{"late":7}'),
    outcome: "bad_schema",
  },
  "of half a surrogate pair": {
    says: edited((text) => text.replace('"reason":null', String.raw`"reason":"\ud800"`), {
      collectors: [{ name: "events", status: "ok", reason: null }],
    }),
    outcome: "bad_signature",
  },
  "a thief of windows": {
    says: async () => JSON.stringify(windowsPage(stolen)),
    outcome: "bad_signature",
  },
  "a thief who puts its own name on them": {
    says: async ({ key }) =>
      JSON.stringify(windowsPage(stolen.slice(0, 1))).replaceAll(victim.key, key),
    outcome: "bad_signature",
  },
  "a day ahead": {
    says: async (agent) =>
      JSON.stringify(windowsPage(await signedChain(agent, 3, { start: START + day }))),
    outcome: "ok",
    future: 3,
  },
  "a megabyte of jobs in one window": {
    says: edited((text) => text, {
      jobs: jobs(1000).map((job) => ({
        ...job,
        model: `${"m".repeat(100)}/${job.model}`,
        totals: totals(),
      })),
    }),
    outcome: "too_large",
  },
  "of more jobs than a window has": {
    says: replaced('"requests":[]', `"requests":[${Array(2001).fill("{}")}]`),
    outcome: "bad_schema",
  },
  "of hundreds of workflows in one window": {
    says: edited((text) => text, { jobs: jobs(700) }),
    outcome: "ok",
    windows: 1,
  },
  "of thousands of workflows": {
    says: async (agent) =>
      JSON.stringify(
        windowsPage(await Promise.all(sprawling(8).map((of) => signedWindow(agent, of)))),
      ),
    outcome: "ok",
    windows: 8,
  },
  "of a thousand windows of one minute": {
    says: async (agent) => {
      const [one] = await signedChain(agent, 1, { start: START });
      return JSON.stringify({ ...windowsPage([]), windows: Array(1001).fill(one?.signature) });
    },
    outcome: "bad_schema",
  },
};

let raw: RawObject;
const texts = new Map<string, { target: Target; text: string }>();
const ids = new Map<string, string>();

beforeAll(async () => {
  const script: Parameters<typeof scripted>[0] = {};
  const targets = await Promise.all(
    Object.entries(CASES).map(async ([name, { says }], i) => {
      const agent = await testAgent();
      const text = await says(agent);
      script[`a${i}.example`] = () => new Response(text);
      const target = await targetOf(agent, { url: `https://a${i}.example` });
      ids.set(name, target.id);
      texts.set(name, { target, text });
      return target;
    }),
  );
  await registered(targets);
  expect(await consume(delivered(), scripted(script))).toBe("ack");
  raw = await decodeRaw((await archive.read(rawKey(scrapeMessage()))) ?? new Uint8Array());
});

it.each(Object.entries(CASES))(
  "gives an agent that is %s its outcome, and nobody else",
  (name, { outcome, windows = 0, future = 0 }) => {
    const given = raw.outcomes.find(({ target }) => target === ids.get(name));
    expect(given).toMatchObject({ outcome, refused: { future, too_old: 0, unknown_version: 0 } });
    expect(raw.windows.filter(({ target }) => target === ids.get(name))).toHaveLength(windows);
  },
);

it.each(Object.keys(CASES))(
  "spends little time on an agent that is %s, and keeps no more of it than a page",
  async (name) => {
    const { target, text } = texts.get(name) ?? expect.unreachable();
    const ports = scripted({ [new URL(target.url).hostname]: () => new Response(text) });
    const began = Date.now();
    const turn = { message: scrapeMessage(), registryVersion: 1, targets: [target] };
    const alone = await scrape(
      { ...turn, probed: new Map(), fetches: 45 },
      { ...ports, quarantine: openQuarantine() },
    );
    expect(Date.now() - began).toBeLessThan(10_000);
    expect(JSON.stringify(alone.windows).length).toBeLessThan(LIMITS.decodedBytes);
  },
);

it("has cases as large as they say", () => {
  const sizeOf = (name: string) => texts.get(name)?.text.length;
  expect(sizeOf("of thousands of workflows")).toBeLessThan(LIMITS.decodedBytes);
  expect(sizeOf("a megabyte of jobs in one window")).toBeGreaterThan(1024 * 1024);
  const models = raw.windows
    .filter(({ target }) => target === ids.get("of thousands of workflows"))
    .flatMap(({ signed }) => signed.window.capacity.map(({ model }) => model));
  expect(new Set(models).size).toBe(4000);
});
