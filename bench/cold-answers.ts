import { cohortsOf } from "../schema/sla/cohort/cohorts.ts";
import { membersOf } from "../schema/sla/cohort/members.ts";
import { networkNode, seenNode } from "../schema/sla/gateway/network-node.ts";
import { nodeSums } from "../schema/sla/gateway/node-sums.ts";
import { isIn, packRanges } from "../schema/sla/pack-ranges.ts";
import { DEFAULT_POLICY, policyDigest } from "../schema/sla/policy.ts";
import { listedScores } from "../schema/sla/scores-list.ts";
import { scoresPack } from "../schema/sla/scores-pack.ts";
import { canonicalBytes, digestOf } from "../schema/wire/canonical.ts";
import type { Sha256 } from "../schema/wire/identifier.ts";
import type { ListedScores, PackedRange } from "../schema/wire/scores.ts";
import { ORCHESTRATORS_PER_LIST } from "../workers/sla-cron/list-scores.ts";
import { PUBLICATION_LIMITS } from "../workers/sla-cron/publication-limits.ts";
import {
  COHORTS_KEY,
  NETWORK_KEY,
  SCORES_KEY,
  scoresListKey,
} from "../workers/store/published-documents.ts";
import type { Effort } from "./effort.ts";
import { judged, type Row } from "./row.ts";
import { addressOf, rowsOf, TO } from "./scored-network.ts";

const ORCHESTRATORS = 300;
const PATHS = [
  "/v1/gateway/orchestrators?min_sla=90",
  "/v1/orchestrators?limit=100",
  "/v1/orchestrators?limit=500",
];

/** Typed here: its own types are those of Workers. */
const APP = new URL("../workers/api/app.ts", import.meta.url).href;
type CreateApp = (ports: Readonly<{ now: () => number; log: () => void }>) => Readonly<{
  request: (path: string, init: object, env: object) => Promise<Response> | Response;
}>;

/** The Free plan's limit for one invocation, in milliseconds. */
const GOAL = { atMost: 10 };

/** Answers are made anew in every round, code is not compiled anew: an isolate lives for longer than it keeps a document. */
const ROUNDS_EACH = 6;

/**
 * What the API takes of the CPU for an answer of which it has kept nothing, without I/O: documents of a network of 300 as Free
 * publishes them, read from memory, to the answer's last byte.
 */
export async function coldAnswers({ rounds }: Effort): Promise<Row[]> {
  const { createApp } = (await import(APP)) as { createApp: CreateApp };
  const documents = await freeDocuments();
  const env = { ARCHIVE: { get: async (key: string) => objectOf(documents.get(key)) } };
  const rows: Row[] = [];
  for (const path of PATHS) {
    const spent: number[] = [];
    for (let round = -2; round < rounds * ROUNDS_EACH; round++) {
      const app = createApp({ now: () => Date.parse(TO), log: () => {} });
      const before = process.cpuUsage();
      const response = await app.request(path, {}, env);
      await response.arrayBuffer();
      const { user, system } = process.cpuUsage(before);
      if (response.status !== 200) throw new Error(`${path} answered ${response.status}`);
      if (round >= 0) spent.push((user + system) / 1000);
    }
    const median = spent.toSorted((a, b) => a - b)[Math.floor(spent.length / 2)] ?? 0;
    const row = {
      part: "cpu",
      what: `first answer of ${path}, without I/O, ${ORCHESTRATORS} orchestrators, ms`,
      ours: `${median.toFixed(1)} ms in Node`,
      against: "the Free plan's 10 ms",
    };
    rows.push(judged(row, [median], GOAL));
  }
  return rows;
}

const objectOf = (bytes: Uint8Array<ArrayBuffer> | undefined) =>
  bytes === undefined ? null : { arrayBuffer: async () => bytes.slice().buffer, httpEtag: '"1"' };

/** By their keys in the archive. */
async function freeDocuments(): Promise<ReadonlyMap<string, Uint8Array<ArrayBuffer>>> {
  const documents = new Map<string, Uint8Array<ArrayBuffer>>();
  const put = (key: string, document: unknown) => documents.set(key, canonicalBytes(document));
  const policy = { id: DEFAULT_POLICY.id, digest: await policyDigest(DEFAULT_POLICY) };
  const kinds = Array.from({ length: KINDS }, (_, n) => kindOf(n, policy.digest));
  const kind = (n: number) => kinds[n % KINDS] as ReturnType<typeof kindOf>;
  const who = Array.from({ length: ORCHESTRATORS }, (_, n) => addressOf(n));

  const about = { to: TO, jobs: [], trust: 1, agentVersion: "0.1.0" } as const;
  const point = { region: null, state: "up" } as const;
  const nodes = who.map((orchestrator, n) => {
    const points = [{ uri: `https://o${n}.example.org:8935`, ...point }];
    return networkNode({ ...kind(n).node, orchestrator }, { ...about, points });
  });
  const network = { schema: "livepeer.sla.network/1", to: TO, policy, provisional_below: 30 };
  put(NETWORK_KEY, { ...network, nodes: await Promise.all(nodes) });
  const cohorts = cohortsOf(
    who.flatMap((orchestrator, n) => kind(n).members.map((of) => ({ ...of, orchestrator }))),
  );
  put(COHORTS_KEY, { schema: "livepeer.sla.cohorts/1", to: TO, ...cohorts });

  const { orchestratorsPerPack } = PUBLICATION_LIMITS.free.scores;
  const packs = await Promise.all(
    packRanges(who, orchestratorsPerPack).map(async (range) => {
      const own = who.flatMap((orchestrator, n) =>
        isIn(range, orchestrator) ? [{ ...(kind(n).listed as ListedScores), orchestrator }] : [],
      );
      return { range, digest: await digestOf(range), to: TO, scores: own };
    }),
  );
  const lists: PackedRange[] = [];
  for (const range of packRanges(who, ORCHESTRATORS_PER_LIST)) {
    const shown = packs.filter((pack) => isIn(range, pack.range.first));
    const digest = await digestOf([range]);
    put(scoresListKey(digest), {
      schema: "livepeer.sla.scores-list/1",
      packs: shown.map(({ digest: of, to, scores }) => ({ digest: of, to, scores })),
    });
    lists.push({ ...range, digest });
  }
  const pointed = packs.map(({ range, digest }) => ({ ...range, digest }));
  put(SCORES_KEY, { schema: "livepeer.sla.scores/2", packs: pointed, lists });
  return documents;
}

/** Orchestrators of different jobs: the rest have theirs again, since making them takes longer than what is measured. */
const KINDS = 12;

function kindOf(n: number, digest: Sha256) {
  const orchestrator = addressOf(n);
  const rollups = rowsOf(n).flatMap((row) => [row, { ...row, witness: "corroborated" as const }]);
  const sums = nodeSums(rollups, TO);
  const pack = scoresPack({
    to: TO,
    versions: [],
    policy: DEFAULT_POLICY,
    policyDigest: digest,
    scored: [{ orchestrator, trust: 1, rollups, spans: [] }],
    refused: (_, error) => {
      throw error;
    },
  });
  return {
    node: seenNode(orchestrator, sums, DEFAULT_POLICY.provisional_below),
    members: membersOf(orchestrator, sums.week, DEFAULT_POLICY.provisional_below),
    listed: listedScores(pack.periods)[0],
  };
}
