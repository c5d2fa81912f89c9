import { env } from "cloudflare:workers";
import { beforeEach, expect, it } from "vitest";
import { serviceOf } from "../../../schema/sla/service/service-of.ts";
import { CHECK_MS } from "../../../schema/sla/service/count-check.ts";
import type { Vitals } from "../../../schema/wire/api/status.ts";
import { readSettings } from "../../../workers/config/read-settings.ts";
import { archiveOf } from "../../../workers/store/archive.ts";
import type { StatusSources } from "../../../workers/store/read-status.ts";
import { statusSources } from "../../../workers/store/status-sources.ts";
import { keepWatched, readWatched, WATCHED_KEY } from "../../../workers/store/watched.ts";
import { findingsOf, type Finding } from "../../../workers/sla-cron/watch/rules.ts";
import { decide, delivered } from "../../../workers/sla-cron/watch/decide.ts";
import { bodyOf, formatOf } from "../../../workers/sla-cron/watch/webhook.ts";
import { isCheck, watch } from "../../../workers/sla-cron/watch/watch.ts";

const AT = Date.parse("2026-01-09T14:34:00Z");
const minutesAgo = (minutes: number) => new Date(AT - minutes * 60_000).toISOString();

/** A deployment that is well. */
const vitals = (override: Partial<Vitals> = {}): Vitals => ({
  schema: "livepeer.sla.status/1",
  at: new Date(AT).toISOString(),
  hour: "2026-01-09T14:00:00Z" as Vitals["hour"],
  slot_seconds: 300,
  last_slot: { slot: 1, at: minutesAgo(4) },
  lag_slots: 0,
  coverage: { good: 100, valid: 100, ppm: 1_000_000 },
  outcomes: {
    ok: 98,
    timeout: 2,
    dns: 0,
    tls: 0,
    http_status: 0,
    too_large: 0,
    bad_schema: 0,
    bad_signature: 0,
    chain_broken: 0,
    no_probe: 0,
  },
  budget: { queue_operations: 100, free_plan_per_day: 10_000 },
  dead_letters: 0,
  service: null,
  published: {
    hour: "2026-01-09T14:00:00Z" as Vitals["hour"],
    version: 3,
    state: "open",
    digest: "0".repeat(64) as never,
    published_at: minutesAgo(3),
  },
  targets: { enabled: 3, disabled: 0, orchestrators: 2, gateways: 1 },
  ...override,
});
const thresholds = { lagMinutes: 20, coveragePercent: 90, hasQueueLimit: true };
const statesOf = (given: Vitals, of = thresholds) =>
  Object.fromEntries(findingsOf(given, of).map(({ alert, state }) => [alert, state]));
const { outcomes } = vitals();

it("finds nothing in a deployment that is well", () => {
  expect(new Set(Object.values(statesOf(vitals())))).toEqual(new Set(["well"]));
});

it.each<[string, Partial<Vitals>, object]>([
  [
    "scrapes stop",
    { last_slot: { slot: 1, at: minutesAgo(21) } },
    { lag: "firing", publication: "unknown" },
  ],
  ["nothing was ever scraped", { last_slot: null }, { lag: "firing" }],
  [
    "nobody is registered",
    {
      targets: { enabled: 0, disabled: 1, orchestrators: 0, gateways: 0 },
      last_slot: null,
      published: null,
    },
    { lag: "unknown", publication: "unknown" },
  ],
  [
    "probes are missing",
    { coverage: { good: 89, valid: 100, ppm: 890_000 } },
    { coverage: "firing" },
  ],
  [
    "it is not known how many probes there should be",
    { coverage: { good: 0, valid: 0, ppm: null } },
    { coverage: "unknown" },
  ],
  [
    "hours are scraped and not published",
    { published: { ...vitals().published!, published_at: minutesAgo(51) } },
    { publication: "firing", lag: "well" },
  ],
  ["messages died", { dead_letters: 1 }, { dead_letters: "firing" }],
  [
    "the day's queue operations run out",
    { budget: { queue_operations: 9500, free_plan_per_day: 10_000 } },
    { budget: "firing" },
  ],
  [
    "agents send what does not verify",
    { outcomes: { ...outcomes, bad_signature: 4, chain_broken: 2 } },
    { verification: "firing" },
  ],
  [
    "one agent of many does",
    { outcomes: { ...outcomes, bad_signature: 2 } },
    { verification: "well" },
  ],
])("when %s, says so", (_, override, states) => {
  expect(statesOf(vitals(override))).toMatchObject(states);
});

it("knows no budget where queues have no limit", () => {
  expect(statesOf(vitals(), { ...thresholds, hasQueueLimit: false })).toMatchObject({
    budget: "unknown",
  });
});

const lag = (state: Finding["state"]): Finding[] => [{ alert: "lag", state, text: state }];
const REPEAT_MS = 24 * 3_600_000;

/** Carries findings through checks, each delivered where `delivers` says so: what was said at each check. */
function said(
  states: readonly Finding["state"][],
  delivers: (i: number) => boolean = () => true,
  stepMs = CHECK_MS,
) {
  let kept: ReturnType<typeof decide>["after"] | null = null;
  return states.map((state, i) => {
    const nowMs = AT + i * stepMs;
    const { after, notices } = decide(kept, lag(state), nowMs, REPEAT_MS);
    kept = delivers(i) ? delivered(after, notices, nowMs) : after;
    return notices.map((notice) => notice.state).join() || "-";
  });
}

it("says an alert at its second check, once, and its end once", () => {
  expect(said(["firing", "firing", "firing", "well", "well"])).toEqual([
    "-",
    "firing",
    "-",
    "recovered",
    "-",
  ]);
});

it("wakes nobody for one bad check, and tells no end of what it never told", () => {
  expect(said(["firing", "well", "firing", "well"])).toEqual(["-", "-", "-", "-"]);
});

it("takes what it does not know for neither an alert nor an end", () => {
  expect(said(["firing", "firing", "unknown", "firing", "well"])).toEqual([
    "-",
    "firing",
    "-",
    "-",
    "recovered",
  ]);
});

it("says again what was not delivered, also an end", () => {
  expect(
    said(["firing", "firing", "firing", "well", "well", "well"], (i) => i === 2 || i === 4),
  ).toEqual(["-", "firing", "firing", "recovered", "recovered", "-"]);
});

it("repeats an alert that goes on, after a day", () => {
  expect(said(["firing", "firing", "firing", "firing"], () => true, REPEAT_MS / 2)).toEqual([
    "-",
    "firing",
    "-",
    "firing",
  ]);
});

it("counts checks per objective, and one that was never made against each", () => {
  let kept: ReturnType<typeof decide>["after"] | null = null;
  const well = findingsOf(vitals(), thresholds);
  const bad = findingsOf(vitals({ coverage: { good: 1, valid: 2, ppm: 500_000 } }), thresholds);
  // The first begins the watch, and counts for nothing.
  for (const [i, findings] of [bad, well, well, bad, null, well].entries())
    if (findings !== null) kept = decide(kept, findings, AT + i * CHECK_MS, REPEAT_MS).after;
  const { checks, objectives } = serviceOf(kept!, AT + 6 * CHECK_MS);
  expect(checks).toEqual({ made: 5, due: 6 });
  expect(objectives).toMatchObject([
    { objective: "scraping", good: 4, valid: 5, ppm: 800_000, met: false },
    { objective: "coverage", good: 3, valid: 5, ppm: 600_000, met: false },
    { objective: "publication", good: 4, valid: 5, ppm: 800_000 },
  ]);
});

it("forgets what is older than 30 days", () => {
  const old = decide(null, findingsOf(vitals(), thresholds), AT - 40 * 86_400_000, REPEAT_MS).after;
  const kept = decide(old, findingsOf(vitals(), thresholds), AT, REPEAT_MS).after;
  expect(serviceOf(kept, AT).checks).toEqual({ made: 1, due: 8640 });
});

const notices = decide(
  decide(null, lag("firing"), AT, REPEAT_MS).after,
  lag("firing"),
  AT + CHECK_MS,
  REPEAT_MS,
).notices;
it.each([
  [
    "https://discord.com/api/webhooks/1/x",
    {
      content: expect.stringContaining("lag since 2026-01-09T14:34"),
      allowed_mentions: { parse: [] },
    },
  ],
  ["https://hooks.slack.com/services/x", { text: expect.stringContaining("docs/runbook.md#lag") }],
  [
    "https://ops.example/hook",
    {
      schema: "livepeer.sla.alerts/1",
      alerts: [{ alert: "lag", state: "firing", runbook: "docs/runbook.md#lag" }],
    },
  ],
])("speaks as %s wants it", (url, body) => {
  expect(bodyOf(formatOf(url), notices, AT)).toMatchObject(body);
});

const archive = archiveOf(env.ARCHIVE);
beforeEach(() => archive.remove([WATCHED_KEY]));

/** Checks of a deployment whose queue dies, against a webhook that answers what it is told to. */
async function checks(count: number, status: (i: number) => number, sources: StatusSources) {
  const settings = readSettings("sla-cron", { ALERT_WEBHOOK_URL: "https://ops.example/hook" });
  const posted: string[] = [];
  for (let i = 0; i < count; i++)
    await watch(AT + i * CHECK_MS, settings, {
      sources,
      archive,
      log: () => {},
      fetch: async (_, init) => {
        posted.push(`${i}: ${String(init.body)}`);
        return new Response(null, { status: status(i) });
      },
    });
  return posted;
}

it("tells the webhook of a dead letter in the real database, until it was told", async () => {
  const put = env.DB.prepare("INSERT INTO dead_letters VALUES ('m1', '{}', 5, 0)");
  await put.run();
  const posted = await checks(4, (i) => (i === 1 ? 500 : 204), statusSources(env));
  expect(posted.map((line) => line.slice(0, 2))).toEqual(["1:", "2:"]);
  expect(posted[1]).toContain('"alert":"dead_letters","state":"firing"');
  await env.DB.exec("DELETE FROM dead_letters");
  expect((await readWatched(archive))?.firing).toMatchObject([{ alert: "dead_letters" }]);
});

it("counts a check once, however often its tick comes, and survives what is no memory", async () => {
  const settings = readSettings("sla-cron", {});
  const ports = {
    sources: statusSources(env),
    archive,
    log: () => {},
    fetch: async () => new Response(),
  };
  await archive.put(WATCHED_KEY, new Uint8Array([1, 2, 3]));
  for (let i = 0; i < 3; i++) await watch(AT, settings, ports);
  const watched = await readWatched(archive);
  expect(watched?.days).toMatchObject([{ day: "2026-01-09", checks: 1 }]);
  if (watched) await keepWatched(archive, watched);
});

it("checks in the last minute of five, when the slot's scrape is folded", () => {
  const ticks = Array.from({ length: 10 }, (_, minute) => isCheck(minute * 60_000 + 12_000));
  expect(ticks).toEqual(
    [4, 9].reduce((all, at) => all.with(at, true), Array<boolean>(10).fill(false)),
  );
});
