import { hourOf } from "../../../../schema/sla/hour.ts";
import { DEFAULT_POLICY } from "../../../../schema/sla/policy.ts";
import { type Publication, publishHour } from "../../../../schema/sla/publish/publish-hour.ts";
import { rawKey } from "../../../../schema/sla/raw-key.ts";
import { Address, Pseudonym, Sha256 } from "../../../../schema/wire/identifier.ts";
import type { JobEntry } from "../../../../schema/wire/job-entry.ts";
import type { OutcomeLine, RawObject, WindowLine } from "../../../../schema/wire/raw.ts";
import { Target } from "../../../../schema/wire/target.ts";
import type { Window } from "../../../../schema/wire/window.ts";
import { entry, totals } from "../../../support/job-entry.ts";
import { quietWindow } from "../../../support/quiet-window.ts";

/** 2026-01-09T13:00:00Z, and the hour that tests publish unless they say otherwise. */
export const T0 = Date.UTC(2026, 0, 9, 13);
export const HOUR = hourOf(T0);
export const MINUTE_MS = 60_000;

export const address = (byte: string): Address => Address.parse(`0x${byte.repeat(20)}`);
export const pseudonym = (n: number): Pseudonym =>
  Pseudonym.parse(n.toString(16).padStart(16, "0"));

/** A registered target. `n` names it. */
export const target = (n: number, override: Partial<Target> = {}): Target =>
  Target.parse({
    id: n.toString(16).padStart(16, "0"),
    url: "https://agent.example",
    agent: `ed25519:${String(n).padStart(43, "A")}`,
    role: "orchestrator",
    orchestrator: override.role === "gateway" ? null : address("aa"),
    node: null,
    gateway: null,
    service_host: null,
    region: null,
    lookback_ms: 0,
    shard: 0,
    registered_at: 0,
    enabled: true,
    trust: 0,
    ...override,
  });

export const GATEWAY = target(1, { role: "gateway", gateway: address("99") });
export const AGENT = target(2, { node: address("a1") });

/** A target's window of a minute after T0. The signature is none: publication does not check it. */
export const line = (of: Target, minute: number, override: Partial<Window> = {}): WindowLine => ({
  target: of.id,
  signed: {
    window: quietWindow({
      agent: of.agent,
      role: of.role,
      start: T0 + minute * MINUTE_MS,
      seq: 1000 + minute,
      ...override,
    }),
    signature: "A".repeat(86) as WindowLine["signed"]["signature"],
  },
});

/** One entry of a job of request 1 at orchestrator aa; decided unless its totals are null. */
export const jobEntry = (override: Partial<JobEntry> = {}): JobEntry =>
  entry(override.totals === undefined ? totals() : override.totals, {
    job: pseudonym(1),
    request: pseudonym(1),
    orchestrator: address("aa"),
    started_at: T0 + 1000,
    ...override,
  });

/** A raw object of the turn at a minute after T0, T = 60 s. */
export function object(
  minute: number,
  targets: readonly Target[],
  windows: readonly WindowLine[],
  { shard = 0, outcome = {} }: { shard?: number; outcome?: Partial<OutcomeLine["outcome"]> } = {},
): RawObject {
  const slot = T0 / MINUTE_MS + minute;
  const message = {
    schema: "livepeer.sla.scrape/1",
    slot,
    slot_seconds: 60,
    shard,
    backfill: null,
  } as const;
  return {
    plan: {
      schema: "livepeer.sla.raw/1",
      message,
      registry_version: 1,
      targets: targets.map((of) => ({ ...of, cursor: null })),
    },
    outcomes: targets.map((of) => ({
      target: of.id,
      outcome: "ok",
      detail: null,
      received_at: slot * MINUTE_MS,
      cursor: null,
      refused: { future: 0, too_old: 0, unknown_version: 0 },
      ...outcome,
    })),
    windows: [...windows],
  };
}

/** Publishes an hour from raw objects. */
export const publish = (
  objects: readonly RawObject[],
  { hour = HOUR, state = "closed" }: { hour?: typeof HOUR; state?: "open" | "closed" } = {},
): Promise<Publication> =>
  publishHour({
    hour,
    version: 1,
    state,
    policy: DEFAULT_POLICY,
    slotSeconds: 60,
    objects: objects.map((raw) => ({
      key: rawKey(raw.plan.message),
      sha256: Sha256.parse("0".repeat(64)),
      raw,
    })),
  });

/** Publishes an hour from windows that all came in one turn. */
export const publishLines = (
  targets: readonly Target[],
  lines: readonly WindowLine[],
  options: Parameters<typeof publish>[1] = {},
): Promise<Publication> => publish([object(180, targets, lines)], options);

/** One counter, summed over the rows of an orchestrator (or of none) in a view of live traffic. */
export const count = (
  { rollups }: Pick<Publication, "rollups">,
  counter: keyof Publication["rollups"][number]["sums"]["counts"],
  of: {
    orchestrator?: Address | null;
    witness?: "any" | "corroborated";
    purpose?: "live" | "test";
  } = {},
): number => {
  const { orchestrator = address("aa"), witness = "any", purpose = "live" } = of;
  return rollups
    .filter(
      (row) =>
        row.orchestrator === orchestrator && row.witness === witness && row.purpose === purpose,
    )
    .reduce((sum, { sums }) => sum + (sums.counts[counter] ?? 0), 0);
};
