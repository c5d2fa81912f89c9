import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { beforeAll, expect, it } from "vitest";
import { ledger } from "../../../schema/tables/ledger.ts";
import { Status } from "../../../schema/wire/api/status.ts";
import { LedgerRow } from "../../../schema/wire/ledger-row.ts";
import { Target } from "../../../schema/wire/target.ts";
import { turnsOn } from "../../../workers/store/coverage.ts";
import { upsertTargets } from "../../../workers/store/targets.ts";
import { seedHour } from "./seed-hour.ts";
import { answer, ask } from "./ask.ts";

const target = (
  n: number,
  role: "orchestrator" | "gateway",
  enabled = true,
  registered = "1970-01-01T00:00:00Z",
): Target =>
  Target.parse({
    id: n.toString(16).padStart(16, "0"),
    url: "https://agent.test",
    agent: `ed25519:${String(n).padStart(43, "A")}`,
    role,
    orchestrator: role === "orchestrator" ? `0x${"ab".repeat(20)}` : null,
    node: null,
    gateway: null,
    service_host: null,
    region: null,
    lookback_ms: 0,
    shard: 0,
    registered_at: Date.parse(registered),
    enabled,
    trust: 0,
  });

// It is 14:30 and T = 300 s, so 6 slots of this hour have ended: 5889888 + 12 × 2 (14:00) to + 5. Two enabled targets
// make 12 probes, and a third that was registered at 14:22, in the fifth slot, makes two more. Target 1 answered in four
// of them; target 2 timed out once. Slot + 6 runs now and is not counted yet.
const FIRST = Date.parse("2026-01-09T14:00:00Z") / 300_000;
const outcomes = (list: readonly [number, string][]) =>
  Object.fromEntries(list.map(([slot, outcome]) => [String(FIRST + slot), outcome]));
const DIGEST = "0".repeat(64);
const turn = (hour: string, slot: number) => `raw/v1/${hour}/${slot}:0.ndjson.gz`;
const folded = (of: Record<string, string>) => ({
  windows: {},
  equivocated: [],
  outcomes: of,
  cursor: null,
  last_received_at: null,
});

beforeAll(async () => {
  const db = drizzle(env.DB);
  await upsertTargets(db, [
    target(1, "orchestrator"),
    target(2, "gateway"),
    target(3, "gateway", false),
    target(4, "orchestrator", true, "2026-01-09T14:22:00Z"),
  ]);
  await seedHour({ hour: "2026-01-09T13:00:00Z" });
  const row = LedgerRow.parse({
    objects: {
      [turn("2026-01-09T14", FIRST)]: DIGEST,
      [`raw/v1/2026-01-09T14/${FIRST}:0:0123456789abcdef.ndjson.gz`]: DIGEST,
    },
    targets: {
      [target(1, "orchestrator").id]: folded(
        outcomes([
          [0, "ok"],
          [1, "ok"],
          [2, "ok"],
          [3, "ok"],
        ]),
      ),
      [target(2, "gateway").id]: folded(
        outcomes([
          [0, "timeout"],
          [6, "ok"],
        ]),
      ),
    },
  });
  // Target 4 failed five times in the hour before. Of that row's turns one is of this hour and one of yesterday.
  const before = LedgerRow.parse({
    objects: {
      [turn("2026-01-09T13", FIRST - 1)]: DIGEST,
      [turn("2026-01-09T14", FIRST)]: DIGEST,
      [turn("2026-01-08T23", FIRST - 181)]: DIGEST,
    },
    targets: {
      [target(4, "orchestrator").id]: folded(
        outcomes([-5, -4, -3, -2, -1].map((slot) => [slot, "timeout"])),
      ),
    },
  });
  const rows = { "2026-01-09T13:00:00Z": before, "2026-01-09T14:00:00Z": row };
  for (const [hour, body] of Object.entries(rows))
    await db
      .insert(ledger)
      .values({ hour, shard: 0, version: 1, cursors: true, body: JSON.stringify(body) });
});

it("counts this hour's probes by outcome, and those that nobody made", async () => {
  const { coverage, outcomes: counted } = await answer(Status, "/v1/status");
  expect(counted).toMatchObject({ ok: 4, timeout: 1, dns: 0, no_probe: 9 });
  expect(coverage).toEqual({ good: 5, valid: 14, ppm: 357_142 });
});

it("knows the newest slot, and how far it is behind", async () => {
  expect(await answer(Status, "/v1/status")).toMatchObject({
    slot_seconds: 300,
    last_slot: { slot: FIRST + 6, at: "2026-01-09T14:30:00.000Z" },
    lag_slots: 0,
  });
});

it("says what it cannot know, which breakers are open, and what of the queue is used today", async () => {
  expect(await answer(Status, "/v1/status")).toMatchObject({
    // Turns of slots + 4 and + 5 are not folded; the targets left no cursors in these rows.
    backlog: {
      turns: 2,
      agents: 0,
      windows: null,
      reason: expect.stringContaining("did not answer"),
    },
    breakers: { closed: 2, open: 1 },
    // One shard, and 175 slots of today that have begun: were fewer folded, they were sent nevertheless. And one backfill.
    budget: { queue_operations: 528, free_plan_per_day: 10_000 },
  });
});

it("counts each turn of today once, in however many rows it is, and backfills apart", async () => {
  expect(await turnsOn(drizzle(env.DB), "2026-01-09")).toEqual({ scheduled: 2, backfills: 1 });
  expect(await turnsOn(drizzle(env.DB), "2026-01-10")).toEqual({ scheduled: 0, backfills: 0 });
});

it("says the same to Prometheus, and leaves out what is not known", async () => {
  const response = await ask("/metrics");
  expect(response.headers.get("Content-Type")).toContain("application/openmetrics-text");
  const text = new TextDecoder().decode(await response.arrayBuffer());
  for (const line of [
    "# TYPE livepeer_sla_lag_slots gauge",
    "livepeer_sla_lag_slots 0",
    `livepeer_sla_last_slot_start_seconds ${Date.parse("2026-01-09T14:30:00Z") / 1000}`,
    "livepeer_sla_coverage_ratio 0.357142",
    'livepeer_sla_probes{outcome="timeout"} 1',
    'livepeer_sla_breakers{state="open"} 1',
    "livepeer_sla_queue_operations_today 528",
    'livepeer_sla_targets{state="disabled"} 1',
  ])
    expect(text.split("\n")).toContain(line);
  expect(text).not.toContain("livepeer_sla_backlog_windows null");
  expect(text.endsWith("\n# EOF\n")).toBe(true);
});

it("names the newest published hour and counts the targets", async () => {
  expect(await answer(Status, "/v1/status")).toMatchObject({
    published: {
      hour: "2026-01-09T13:00:00Z",
      version: 1,
      published_at: "2026-01-09T14:00:00.000Z",
    },
    targets: { enabled: 3, disabled: 1, orchestrators: 2, gateways: 1 },
  });
});
