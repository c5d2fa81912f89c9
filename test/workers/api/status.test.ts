import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { beforeAll, expect, it } from "vitest";
import { ledger } from "../../../schema/tables/ledger.ts";
import { Status } from "../../../schema/wire/api/status.ts";
import { LedgerRow } from "../../../schema/wire/ledger-row.ts";
import { Target } from "../../../schema/wire/target.ts";
import { upsertTargets } from "../../../workers/store/targets.ts";
import { seedHour } from "./seed-hour.ts";
import { answer } from "./ask.ts";

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
    objects: {},
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
  await db.insert(ledger).values({
    hour: "2026-01-09T14:00:00Z",
    shard: 0,
    version: 1,
    cursors: true,
    body: JSON.stringify(row),
  });
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
