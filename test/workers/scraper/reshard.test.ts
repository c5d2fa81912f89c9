import { createMessageBatch, createScheduledController } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { windowKey } from "../../../schema/sla/chain.ts";
import { hourOf } from "../../../schema/sla/hour.ts";
import { RAW_PREFIX } from "../../../schema/sla/raw-key.ts";
import { decodeRaw } from "../../../schema/wire/raw-codec.ts";
import type { RawObject } from "../../../schema/wire/raw.ts";
import { Registry } from "../../../schema/wire/target.ts";
import { scraperOf } from "../../../workers/scraper/worker.ts";
import { publish } from "../../schema/sla/publish/scene.ts";
import { signedChain, targetOf, testAgent, windowsPage } from "../../support/windows.ts";
import { counted } from "./counted.ts";
import { archive, json, registered, scripted } from "./scripted.ts";

// Twelve agents of one shard at T = 300 s, from 13:50 on. At 14:20 an operator asks for shards of five, at 15:25 for one again.
const T = 300_000;
const BEGIN = Date.parse("2026-01-09T13:50:00Z");
const at = (clock: string) => Date.parse(`2026-01-09T${clock}:00Z`);
const AGENTS = 12;

type Answer = {
  registry_version: number;
  effective_at: string | null;
  shards: number;
  moved: { id: string; from: number; to: number }[];
};
const chains = new Map<string, Awaited<ReturnType<typeof signedChain>>>();
const { env: bindings, queued } = counted();

const workerAt = (nowMs: number) =>
  scraperOf(
    scripted(
      {},
      {
        now: () => nowMs,
        fetch: async (text) => {
          const url = new URL(text);
          const sealed = (chains.get(url.origin) ?? []).filter(
            ({ window }) => window.start + 60_000 <= nowMs,
          );
          const after = Number(url.searchParams.get("after")?.slice(2) ?? 0);
          const latest = `s/${sealed.length}`;
          return json({ ...windowsPage(sealed.slice(after)), next: latest, latest });
        },
      },
    ),
  );

const asked = async (path: string, nowMs: number, SHARD_SIZE = "12", method = "POST") => {
  const request = new Request(`https://sla.example${path}`, {
    method,
    headers: { authorization: `Bearer ${env.OPERATOR_TOKEN}` },
  });
  const with_ = { ...bindings, SHARD_SIZE };
  return workerAt(nowMs).fetch(request as never, with_);
};
const reshard = async (clock: string, shardSize: string): Promise<Answer> =>
  (await asked("/admin/reshard", at(clock), shardSize)).json();

/** Every minute of the deployment, up to a moment. */
let minuteMs = BEGIN;
async function runTo(clock: string): Promise<void> {
  for (; minuteMs < at(clock); minuteMs += 60_000) {
    const controller = createScheduledController({ scheduledTime: new Date(minuteMs) });
    await workerAt(minuteMs).scheduled(controller, bindings);
    for (const [i, body] of queued.splice(0).entries()) {
      const message = { id: `${minuteMs}/${i}`, body, timestamp: new Date(minuteMs), attempts: 1 };
      const batch = createMessageBatch("livepeer-sla-scrapes", [message]);
      await workerAt(minuteMs + 30_000).queue(batch as never, bindings);
    }
  }
}

const answers: Record<string, Answer> = {};
/** All that was stored; and of it the turns, without what was asked for besides. */
const raws: RawObject[] = [];
const turns = () => raws.filter(({ plan }) => plan.message.backfill === null);
beforeAll(async () => {
  const targets = [];
  for (let i = 0; i < AGENTS; i++) {
    const agent = await testAgent();
    const url = `https://a${i}.example`;
    targets.push(await targetOf(agent, { url, registered_at: BEGIN }));
    chains.set(url, await signedChain(agent, 150, { start: BEGIN - T }));
  }
  await registered(targets);
  await runTo("14:20");
  answers["first"] = await reshard("14:20", "5");
  answers["again"] = await reshard("14:20", "5");
  await runTo("15:25");
  answers["back"] = await reshard("15:25", "12");
  await runTo("16:15");
  for (const key of await archive.list(RAW_PREFIX)) {
    const bytes = await archive.read(key);
    if (bytes !== null) raws.push(await decodeRaw(bytes));
  }
});

it("says which targets move, from where to where and when, and the same request again moves none", () => {
  const { first, again, back } = answers;
  expect(first).toMatchObject({
    registry_version: 2,
    effective_at: "2026-01-09T15:00:00.000Z",
    shards: 3,
  });
  expect(first?.moved.map(({ from, to }) => [from, to])).toEqual(
    [1, 1, 1, 1, 1, 2, 2].map((to) => [0, to]),
  );
  expect(again).toMatchObject({ registry_version: 2, effective_at: null, shards: 3, moved: [] });
  expect(back).toMatchObject({ registry_version: 3, effective_at: "2026-01-09T16:00:00.000Z" });
  expect(back?.moved).toHaveLength(7);
});

it("leaves every move in the registry's audit trail", async () => {
  for (const [version, shards] of [
    [1, [0]],
    [2, [0, 1, 2]],
    [3, [0]],
  ] as const) {
    const answer = await asked(`/admin/registry/${version}`, at("16:15"), "12", "GET");
    const { targets } = Registry.parse(await answer.json());
    expect([...new Set(targets.map(({ shard }) => shard))].sort()).toEqual(shards);
  }
});

it("asks in the old shards until the hour ends, and in the new ones from its first slot on", () => {
  const shardsAt = (clock: string) =>
    turns()
      .filter(({ plan }) => plan.message.slot * T === at(clock))
      .map(({ plan }) => [plan.message.shard, plan.targets.length])
      .sort();
  expect(shardsAt("14:55")).toEqual([[0, 12]]);
  expect(shardsAt("15:00")).toEqual([
    [0, 5],
    [1, 5],
    [2, 2],
  ]);
  expect(shardsAt("15:55")).toEqual(shardsAt("15:00"));
  expect(shardsAt("16:00")).toEqual([[0, 12]]);
  for (const { plan } of raws)
    expect(plan.targets.every(({ shard }) => shard === plan.message.shard)).toBe(true);
});

it("asks every target once in every slot, over both changes", () => {
  const probes = new Map<string, number>();
  for (const { plan, outcomes } of turns())
    for (const { target, outcome } of outcomes) {
      expect(outcome).toBe("ok");
      const key = `${target}@${plan.message.slot}`;
      probes.set(key, (probes.get(key) ?? 0) + 1);
    }
  const slots = (at("16:15") - BEGIN) / T;
  expect(probes.size).toBe(AGENTS * slots);
  expect([...probes.values()].every((count) => count === 1)).toBe(true);
});

it("takes every window once: a target's cursor goes with it", () => {
  const keys = turns().flatMap(({ windows }) =>
    windows.map(({ target, signed }) => `${target}/${windowKey(signed)}`),
  );
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys.length).toBe(AGENTS * ((at("16:10") - (BEGIN - T)) / 60_000));
});

it.each(["14", "15"])("publishes all windows of %s o'clock, and none twice", async (hour) => {
  const published = await publish(raws, { hour: hourOf(at(`${hour}:00`)) });
  expect(published.hour.windows).toBe(AGENTS * 60);
});
