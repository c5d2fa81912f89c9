import { serve } from "@hono/node-server";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { main } from "../../../agent/src/main.ts";
import { DEFAULT_POLICY } from "../../../schema/sla/policy.ts";
import { publishHour } from "../../../schema/sla/publish/publish-hour.ts";
import { rawKey } from "../../../schema/sla/raw-key.ts";
import { sha256 } from "../../../schema/wire/canonical.ts";
import type { AgentKey } from "../../../schema/wire/identifier.ts";
import type { Policy } from "../../../schema/wire/policy.ts";
import { Hour } from "../../../schema/wire/quantity.ts";
import type { RawObject } from "../../../schema/wire/raw.ts";
import { decodeRaw, encodeRaw } from "../../../schema/wire/raw-codec.ts";
import type { SignedWindow } from "../../../schema/wire/window.ts";
import { targetOf } from "../../support/windows.ts";
import { START } from "./test-agent.ts";

/** The hour that the windows of a test are in. */
export const HOUR = Hour.parse("2026-01-09T13:00:00Z");

/**
 * What an API would serve of one hour, made from what one agent served in some turns: by path, its bytes. A test changes what it
 * is about.
 */
export async function publishedFrom(agent: AgentKey, turns: readonly (readonly SignedWindow[])[]) {
  const objects = await Promise.all(
    turns.map(async (windows, turn) => {
      const raw = await rawOf(agent, windows, turn);
      const key = rawKey(raw.plan.message);
      const bytes = await encodeRaw(raw);
      return { key, bytes, sha256: await sha256(bytes), raw: await decodeRaw(bytes) };
    }),
  );
  const about = {
    hour: HOUR,
    version: 3,
    state: "closed",
    policy: DEFAULT_POLICY,
    slotSeconds: 60,
  } as const;
  const publication = await publishHour({ ...about, objects });
  const [first] = objects;
  const old: Policy | null = null;
  return {
    ...publication,
    policy: DEFAULT_POLICY,
    /** What is served under the digest that the hour names. */
    old: old as Policy | null,
    key: first?.key ?? "",
    bytes: (first?.bytes ?? null) as Uint8Array<ArrayBuffer> | null,
    objects,
  };
}

async function rawOf(
  agent: AgentKey,
  windows: readonly SignedWindow[],
  turn: number,
): Promise<RawObject> {
  const registered = { lookback_ms: 1e12, registered_at: START };
  const about = { ...registered, role: "gateway", orchestrator: null } as const;
  const target = { ...(await targetOf({ key: agent }, about)), cursor: null };
  const message = {
    schema: "livepeer.sla.scrape/1",
    slot: START / 60_000 + 5 + turn,
    slot_seconds: 60,
    shard: 0,
    backfill: null,
  } as const;
  return {
    plan: { schema: "livepeer.sla.raw/1", message, registry_version: 1, targets: [target] },
    outcomes: [
      {
        target: target.id,
        outcome: "ok",
        detail: null,
        received_at: START,
        cursor: null,
        refused: { future: 0, too_old: 0, unknown_version: 0 },
      },
    ],
    windows: windows.map((signed) => ({ target: target.id, signed })),
  };
}

/** Runs `verify` against a real server of these documents. */
export async function verify(
  {
    hour,
    jobs,
    rollups,
    policy,
    old,
    key,
    bytes,
    objects,
  }: Awaited<ReturnType<typeof publishedFrom>>,
  ...more: string[]
) {
  const documents = new Map<string, string | Uint8Array<ArrayBuffer>>([
    [`/v1/hours/${HOUR}`, JSON.stringify(hour)],
    [`/v1/hours/${HOUR}/3`, JSON.stringify(hour)],
    [`/v1/hours/${HOUR}/3/jobs`, JSON.stringify(jobs)],
    [`/v1/hours/${HOUR}/3/rollups`, JSON.stringify(rollups)],
    ["/v1/policy", JSON.stringify(policy)],
    ...(old === null ? [] : ([[`/v1/policy/${hour.policy.digest}`, JSON.stringify(old)]] as const)),
    ...objects.slice(1).map((other) => [`/v1/snapshots/${other.key}`, other.bytes] as const),
    ...(bytes === null ? [] : ([[`/v1/snapshots/${key}`, bytes]] as const)),
  ]);
  const server = serve({
    port: 0,
    fetch: ({ url }) => {
      const found = documents.get(decodeURIComponent(new URL(url).pathname));
      return found === undefined
        ? new Response("no such document", { status: 404 })
        : new Response(found);
    },
  });
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return run([
    "verify",
    `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    "--hour",
    HOUR,
    ...more,
  ]);
}

/** Runs the agent's program. @returns its exit status, and what it said */
export async function run(args: readonly string[]) {
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  const stop = AbortSignal.abort();
  const exit = await main(args, {
    fetch,
    out: say,
    err: say,
    now: Date.now,
    stdin: (async function* () {})(),
    home: "/nonexistent",
    stop,
  });
  return { exit, said: lines.join("\n") };
}
