import { expect, it } from "vitest";
import { hourOf } from "../../../schema/sla/hour.ts";
import { RAW_PREFIX } from "../../../schema/sla/raw-key.ts";
import type { Address } from "../../../schema/wire/identifier.ts";
import type { RawObject } from "../../../schema/wire/raw.ts";
import { decodeRaw } from "../../../schema/wire/raw-codec.ts";
import { consume } from "../../../workers/scraper/consume.ts";
import { probesIn } from "../../../workers/store/coverage.ts";
import { scrapesOf } from "../../../workers/store/scrapes-of.ts";
import { count, publish } from "../../schema/sla/publish/scene.ts";
import { MINUTE, targetOf, testAgent, windowsPage } from "../../support/windows.ts";
import { archive, db, delivered, json, registered, scripted } from "./scripted.ts";

// A shard that is larger than what one invocation may ask: after a move from Paid to Free, until it is re-sharded.
const TARGETS = 10;
const FETCHES = 7;
const SLOTS = 10;

it("asks all of a shard that is too large about equally often, and what was left over is no_probe, ours", async () => {
  const agents = await Promise.all(Array.from({ length: TARGETS }, testAgent));
  const targets = await Promise.all(
    agents.map((agent, i) =>
      targetOf(agent, { url: `https://a${i}.example`, registered_at: MINUTE }),
    ),
  );
  await registered(targets);
  const script = Object.fromEntries(
    targets.map(({ url }) => [new URL(url).hostname, () => json(windowsPage([]))]),
  );
  for (let slot = 0; slot < SLOTS; slot++) {
    const now = () => MINUTE + slot * 60_000 + 1000;
    const ports = scripted(script, { now, fetchesPerTurn: FETCHES });
    await consume(delivered({ slot: MINUTE / 60_000 + slot }), ports);
  }
  const raws: RawObject[] = [];
  for (const key of await archive.list(RAW_PREFIX))
    raws.push(await decodeRaw((await archive.read(key)) ?? new Uint8Array()));
  const asked = Map.groupBy(
    raws.flatMap(({ outcomes }) => outcomes),
    ({ target }) => target,
  );
  for (const { id } of targets)
    expect(Math.abs((asked.get(id)?.length ?? 0) - (SLOTS * FETCHES) / TARGETS)).toBeLessThan(2);
  const nowMs = MINUTE + SLOTS * 60_000;
  const probes = await probesIn(db, hourOf(MINUTE), nowMs);
  const registeredAtMs = targets.map((target) => target.registered_at);
  expect(
    scrapesOf({ nowMs, slotSeconds: 60, lastSlot: null, probes, registeredAtMs }).outcomes,
  ).toMatchObject({ ok: 70, no_probe: 30 });
  const published = await publish(raws, { hour: hourOf(MINUTE), state: "open" });
  const orchestrator = targets[0]?.orchestrator as Address;
  const slots = (["slots_up", "slots_down", "slots_no_probe"] as const).map((counter) =>
    count(published, counter, { orchestrator }),
  );
  expect(slots).toEqual([70, 0, 30]);
});
