import { expect, vi } from "vitest";
import type * as z from "zod";
import { hourOf } from "../../schema/sla/hour.ts";
import { rawKey, rawPrefix } from "../../schema/sla/raw-key.ts";
import { PublishedHour } from "../../schema/wire/hour.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import { Registry } from "../../schema/wire/target.ts";
import { deploy } from "./deployment.ts";
import { type LiveAgent, type Observer, openLiveAgent } from "./live-agent.ts";

const API = "http://sla.test";
const MINUTE_MS = 60_000;
/** On a machine that has other things to do. */
const PATIENCE = { timeout: 60_000, interval: 50 };

/**
 * Real agents on clocks that a test moves, and a deployment that asks them: the three Workers in workerd, with D1, R2 and
 * queues. Slots follow the one of the registration, and the cron's time is an argument: nothing waits for a minute to pass.
 */
export type ObservedNetwork = Readonly<{
  agents: ReadonlyMap<string, LiveAgent>;
  /** The start of the minute in which the agents were registered: the first slot in which they can be asked. */
  registeredIn: number;
  /**
   * A turn of the scraper, and the cron until all that agents serve is published, and all that follows from it.
   *
   * @param slotAt  the start of its slot; by default of the one after the last, or of the registration
   */
  publish: (slotAt?: number) => Promise<void>;
  /** An operator has every agent asked once more for the windows of a range. */
  scrapeAgain: (fromMs: number, toMs: number) => Promise<void>;
  /** A run of the cron, so much later. */
  publishLater: (ms: number) => Promise<void>;
  /** What the API answers. */
  get: (path: string) => Promise<Response>;
  /** The same, where it is this. */
  ask: <S extends z.ZodType>(schema: S, path: string) => Promise<z.output<S>>;
  close: () => Promise<void>;
}>;

/** Opens agents that begin to live at the start of a minute, a deployment, and registers them in it. */
export async function openNetwork(
  observers: readonly Observer[],
  startMs: number,
): Promise<ObservedNetwork> {
  const agents = new Map<string, LiveAgent>();
  for (const of of observers) agents.set(of.name, await openLiveAgent(of, startMs));
  const { fetch, token, tick, close } = await deploy();
  const admin = async (path: string, body?: object): Promise<unknown> => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const init = body && { method: "POST", body: JSON.stringify(body) };
    const reply = await fetch(API + path, { ...init, headers });
    expect(reply.ok, `${path}: ${reply.status}`).toBe(true);
    return reply.json();
  };
  await admin(
    "/admin/targets",
    [...agents.values()].map(({ target }) => target),
  );
  const { targets } = Registry.parse(await admin("/admin/targets"));
  expect(targets).toHaveLength(observers.length);
  const shards = [...new Set(targets.map(({ shard }) => shard))];
  const registeredIn = Math.floor(targets[0]!.registered_at / MINUTE_MS) * MINUTE_MS;

  let nextSlotAt = registeredIn;
  let cronAt = registeredIn;
  const latest = new Map<Hour, PublishedHour>();
  /** The newest version of an hour: what has a number never changes, and what has none is not kept by the API. */
  const newest = async (hour: Hour): Promise<PublishedHour | undefined> => {
    for (;;) {
      const version = (latest.get(hour)?.version ?? 0) + 1;
      const reply = await fetch(`${API}/v1/hours/${hour}/${version}`);
      if (!reply.ok) return latest.get(hour);
      latest.set(hour, PublishedHour.parse(await reply.json()));
    }
  };
  const cron = async () => {
    cronAt += 10_000;
    await tick("livepeer-sla-cron", cronAt);
  };
  const untilStored = (keys: readonly string[]) =>
    vi.waitFor(async () => {
      for (const key of keys)
        expect((await fetch(`${API}/v1/snapshots/${key}`, { method: "HEAD" })).ok).toBe(true);
    }, PATIENCE);
  /** Raw objects of slots, by the hour of the slot. */
  const scraped = new Map<Hour, string[]>();
  const scrape = async (slotAt: number) => {
    const slot = slotAt / MINUTE_MS;
    nextSlotAt = slotAt + MINUTE_MS;
    cronAt = Math.max(cronAt, nextSlotAt);
    // At its end, when every turn of it begins at once.
    await tick("livepeer-sla-scraper", nextSlotAt - 1000);
    const turn = {
      schema: "livepeer.sla.scrape/1",
      slot,
      slot_seconds: 60,
      backfill: null,
    } as const;
    const keys = shards.map((shard) => rawKey({ ...turn, shard }));
    await untilStored(keys);
    const hour = hourOf(slotAt);
    scraped.set(hour, [...(scraped.get(hour) ?? []), ...keys]);
  };
  return {
    agents,
    registeredIn,
    publish: async (slotAt = nextSlotAt) => {
      await scrape(slotAt);
      const starts = (await Promise.all([...agents.values()].map((each) => each.served()))).flat();
      const hours = [...new Set([...starts.map(hourOf), ...scraped.keys()])];
      await vi.waitFor(async () => {
        await cron();
        const published = await Promise.all(hours.map(newest));
        const windows = published.reduce((sum, hour) => sum + (hour?.windows ?? 0), 0);
        expect(windows).toBe(starts.length);
        for (const [hour, keys] of scraped) {
          const inputs = latest.get(hour)?.inputs.map(({ key }) => key);
          expect(inputs).toEqual(expect.arrayContaining(keys));
        }
      }, PATIENCE);
      await cron();
    },
    scrapeAgain: async (fromMs, toMs) => {
      const range = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
      const { messages } = (await admin("/admin/backfill", range)) as { messages: string[] };
      const hourIn = (name: string) => hourOf(Number(name.split(":")[0]) * MINUTE_MS);
      await untilStored(messages.map((name) => `${rawPrefix(hourIn(name))}${name}.ndjson.gz`));
    },
    publishLater: async (ms) => {
      await tick("livepeer-sla-cron", cronAt + ms);
    },
    get: (path) => fetch(API + path),
    ask: async (schema, path) => {
      const reply = await fetch(API + path);
      expect(reply.status, path).toBe(200);
      return schema.parse(await reply.json());
    },
    close: async () => {
      for (const agent of agents.values()) await agent.close();
      await close();
    },
  };
}
