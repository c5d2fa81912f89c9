import { beforeAll, expect, it } from "vitest";
import { Address } from "../../../schema/wire/identifier.ts";
import { PARTY } from "../../properties/party.ts";
import { A, hourFrom } from "../../properties/stage.ts";
import { addressOf, networkOf, WORKFLOW } from "../../support/network.ts";
import { rollup } from "../../support/rollup.ts";
import { needless, unexplained } from "../../support/unexplained.ts";
import { ask } from "./ask.ts";
import { pathsWithData } from "./paths-with-data.ts";
import { seedHour } from "./seed-hour.ts";
import { seedCohorts, seedNetwork } from "./seed-network.ts";
import { seedScores } from "./seed-scores.ts";

/** Of whom only an hour of a week ago is known, without a job. */
const OLD = addressOf(7);
/** Of whom nothing is known but the registry's entry. */
const NEW = addressOf(8);

/** What an hour of real streams of every fate is published as, and a network in which little is known of some. */
beforeAll(async () => {
  const { jobs, rollups } = await hourFrom(PARTY);
  const old = rollup({ hour: "2026-01-02T10:00:00Z", orchestrator: OLD });
  await seedHour({ hour: old.hour, rollups: [old] });
  await seedHour({ hour: "2026-01-09T13:00:00Z", jobs, rollups });
  await seedScores([...rollups, old]);
  const about = { workflow: WORKFLOW, gpu: null, witness: "any" } as const;
  const alone = { orchestrator: Address.parse(A), ...about, values: { score: 10 } };
  const network = networkOf([
    { orchestrator: A },
    { orchestrator: OLD, low: [], decided: 3 },
    { orchestrator: NEW, uri: null, region: null, state: "unknown", low: [], decided: 0 },
  ]);
  const idle = { busy_slot_ms: 0, idle_slot_ms: 0 };
  const nodes = network.nodes.map((node) => ({
    ...node,
    trust: node.orchestrator === NEW ? null : node.trust,
    workflows: node.workflows.map((of) => ({ ...of, capacity: idle })),
  }));
  await seedNetwork({ ...network, nodes });
  await seedCohorts([alone]);
});

/** Answers that give no reasons beside their nulls, and why not. */
const EXEMPT: readonly (readonly [paths: RegExp, because: string])[] = [
  [/^\/v1\/(hours\/|days|registry|scores|policy|snapshots)/, "as it was published, under a digest"],
  [/^\/(api|discover-)|^\/v1\/gateway\/(orchestrators|perf-stats)/, "its clients' shape"],
  [/^\/(badge|docs|metrics)/, "it is no JSON"],
  [/^\/v1\/(metrics|(sla\/)?datasets)|^\/openapi/, "it describes, and measures nothing"],
  [/^\/v1\/status/, "of the deployment itself: null until it has run"],
];
const isHeld = (path: string) => EXEMPT.every(([paths]) => !paths.test(path));

const QUERIES = [
  ...["1h", "7d", "30d"].flatMap((period) => [
    `/v1/sla/compliance?orchestrator_id=${A}&period=${period}`,
    `/v1/orchestrators?period=${period}`,
    `/v1/orchestrators/${A}/latencies?period=${period}`,
    `/v1/gpu/metrics?time_range=${period}&witness=corroborated`,
  ]),
  `/v1/sla/compliance?orchestrator_id=${A}&region=fra&end=2026-01-09T15:00:00Z`,
  `/v1/orchestrators/${A}/history?interval=day&workflow=text-to-image/x`,
  `/v1/gateway/explain?witness=any&period=24h`,
  `/v1/network/demand?interval=day&witness=corroborated`,
  `/v1/network/demand?group_by=orchestrator,region,gpu`,
];

/** Nulls that are no metric's: whom and what a row is of or was asked of (null: all, or nobody said), and where a list goes on. */
const NO_METRICS =
  /(^|\.)(min_sla|leaves_below|workflow|gpu|gpu_id|region|gateway|orchestrator|\w*agent_version|next)$/;
/** A reason beside a value that is there is null. */
const NO_REASON = /(^|\.)reason$/;

const PATHS = [...new Set([...pathsWithData(A), ...pathsWithData(OLD), ...QUERIES])];
let reasoned = 0;

it.each(PATHS.filter(isHeld))(
  "gives every null that is a metric's a reason, and no reason to what is known: %s",
  async (path) => {
    const response = await ask(path);
    expect(response.status).toBe(200);
    const answer: unknown = await response.json();
    const isJob = path.startsWith("/v1/jobs");
    const missing = unexplained(answer).filter(
      (at) => !NO_REASON.test(at) && (!NO_METRICS.test(at) || (isJob && at !== "next")),
    );
    expect(missing).toEqual([]);
    expect(needless(answer)).toEqual([]);
    reasoned += JSON.stringify(answer).match(/"(no|not|few|small|does)_\w+"/g)?.length ?? 0;
  },
);

it("holds many nulls to it, and leaves out no answer that is not there", () => {
  expect(reasoned).toBeGreaterThan(400);
  for (const [paths, because] of EXEMPT)
    expect(
      PATHS.some((path) => paths.test(path)),
      because,
    ).toBe(true);
});
