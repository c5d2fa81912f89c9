import { complianceOf } from "../../schema/sla/compliance.ts";
import { hourOf, nextHour } from "../../schema/sla/hour.ts";
import { countIn } from "../../schema/sla/histogram.ts";
import { policyDigest } from "../../schema/sla/policy.ts";
import { publishHour } from "../../schema/sla/publish/publish-hour.ts";
import { rawKey } from "../../schema/sla/raw-key.ts";
import { addSums, EMPTY_SUMS } from "../../schema/sla/sums.ts";
import { Sha256 } from "../../schema/wire/identifier.ts";
import type { Policy } from "../../schema/wire/policy.ts";
import type { RawObject } from "../../schema/wire/raw.ts";
import type { Rollup } from "../../schema/wire/rollup.ts";
import { oracle, type OracleMeasured } from "./oracle.ts";

/**
 * What the implementation publishes of an hour of raw objects, and what the oracle finds, in one shape and order.
 *
 * @param told  the same objects with the oracle's own windows, where it has made them
 */
export async function both(
  objects: readonly RawObject[],
  startMs: number,
  policy: Policy,
  told: readonly RawObject[] = objects,
) {
  const hour = hourOf(startMs);
  const {
    jobs,
    rollups,
    hour: published,
  } = await publishHour({
    hour,
    version: 1,
    state: "closed",
    policy,
    slotSeconds: objects[0]?.plan.message.slot_seconds ?? 60,
    objects: objects.map((raw) => ({
      key: rawKey(raw.plan.message),
      sha256: Sha256.parse("0".repeat(64)),
      raw,
    })),
  });
  const second = oracle(told, startMs, policy);
  const digest = await policyDigest(policy);
  const scoreOf = (owner: string, workflow: string) =>
    complianceOf({
      orchestrator: owner as never,
      workflow: workflow === "" ? null : workflow,
      period: "1h",
      from: hour,
      to: nextHour(hour),
      rollups,
      hours: [published],
      policy,
      policyDigest: digest,
      trust: null,
    });
  const scores = second.scores.filter(({ workflow }) => workflow !== "?");
  const owners = [...new Set(scores.map(({ owner }) => owner))];
  return {
    implementation: {
      jobs: jobs
        .filter(({ state, orchestrator }) => state === "decided" && orchestrator !== null)
        .map((job) => ({
          owner: job.orchestrator,
          role: job.evidence.decided_by,
          pipeline: job.pipeline,
          model: job.model,
          purpose: job.purpose,
          outcome: job.outcome,
          cause: job.cause,
          self_excused: Number(job.evidence.self_excused),
          credit: job.credit_ppm,
        }))
        .toSorted(byText),
      scores: scores.map(({ owner, workflow, witness }) => {
        const view = scoreOf(owner, workflow).views[witness as "any"];
        const { success, failed, excused, self_excused, score, score_low } = view;
        return {
          owner,
          witness,
          workflow,
          success,
          failed,
          excused,
          self_excused,
          score: cents(score),
          score_low: cents(score_low),
        };
      }),
      events: owners
        .flatMap((owner) => {
          const { views } = scoreOf(owner, "");
          return (["any", "corroborated"] as const).flatMap((witness) =>
            OF_JOBS.map((sli) => {
              const { good, valid } = views[witness].slos[sli];
              return { owner, witness, sli, good, valid };
            }),
          );
        })
        .filter(({ valid }) => valid > 0)
        .toSorted(byText),
      measured: measuredIn(rollups).toSorted(byText),
    },
    oracle: {
      jobs: second.jobs
        .map((job) => ({ ...job, credit: job.outcome === "excused" ? null : job.credit }))
        .toSorted(byText),
      scores,
      events: second.events.filter(({ valid }) => valid > 0).toSorted(byText),
      measured: second.measured.toSorted(byText),
    },
  };
}

/** First-output latencies and bytes of live jobs, by orchestrator and view. */
function measuredIn(rollups: readonly Rollup[]): OracleMeasured[] {
  const live = rollups.filter((row) => row.orchestrator !== null && row.purpose === "live");
  const own = Map.groupBy(live, (row) => `${row.orchestrator} ${row.witness}`);
  return [...own]
    .map(([name, rows]) => {
      const { counts, histograms } = rows.reduce((sum, row) => addSums(sum, row.sums), EMPTY_SUMS);
      const [owner = "", witness = ""] = name.split(" ");
      return {
        owner,
        witness,
        first_outputs: countIn(histograms.first_output_ms ?? {}),
        received: counts.bytes_received ?? 0,
        sent: counts.bytes_sent ?? 0,
        ms: counts.bytes_ms ?? 0,
      };
    })
    .filter(({ first_outputs, received, sent }) => first_outputs + received + sent > 0);
}

/** The SLIs that jobs make; the others are of agents and of GPUs. */
const OF_JOBS = [
  "success",
  "startup",
  "stability",
  "first_frame",
  "e2e",
  "frame_rate",
  "smoothness",
] as const;

const cents = (points: number | null): string | null =>
  points === null ? null : String(Math.round(points * 100));

const byText = (a: object, b: object): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
