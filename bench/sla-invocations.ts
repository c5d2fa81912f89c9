import { judged, type Row } from "./row.ts";
import type { CloseCost, Invocation } from "./sla-close.ts";
import type { Taken } from "./sla-gauge.ts";

/** Invocations of one kind: those that begin with the same stage. What is said of them is the most that any took. */
export type Kind = Taken &
  Readonly<{
    name: string;
    /** Of a whole close; of those that were not all measured, at most. */
    count: number;
    measured: number;
  }>;

/** What Cloudflare allows an invocation on Paid. */
const LIMITS = { cpuMs: 30_000, memoryBytes: 128e6, statements: 1000 } as const;

/** The kinds of a chain's invocations, in the order of their stages. */
export function kindsOf({ invocations }: CloseCost): Kind[] {
  const byFirst = new Map<string, Invocation[]>();
  for (const each of invocations) byFirst.set(each.from, [...(byFirst.get(each.from) ?? []), each]);
  return [...byFirst].map(([from, all]) => {
    const to = all.at(-1)?.to ?? from;
    const name = from === to ? from : `${from} to ${to}`;
    return { name, count: all.length, measured: all.length, ...mostOf(all) };
  });
}

/** The kind of a close's first invocation, where that folds shards and does no more. @param shards  of the hour */
export function foldsOf({ invocations, shardsFolded }: CloseCost, shards: number): Kind {
  const count = shardsFolded === null ? 1 : Math.ceil(shards / Math.max(1, shardsFolded));
  return { name: "fold of raw objects", count, measured: 1, ...mostOf(invocations) };
}

function mostOf(all: readonly Invocation[]): Taken {
  const most = (of: keyof Taken) => Math.max(...all.map((each) => each[of]));
  return {
    cpuMs: most("cpuMs"),
    memoryBytes: most("memoryBytes"),
    statements: most("statements"),
    requests: most("requests"),
  };
}

/** Judged by the limit that the largest invocation of the kind comes nearest to, as a share of it. */
export function invocationsRow(orchestrators: string, kind: Kind): Row {
  const { name, count, measured, cpuMs, memoryBytes, statements } = kind;
  const many = count === measured ? `${count}` : `at most ${count}`;
  const shares = Object.entries(LIMITS).map(([of, limit]) => kind[of as keyof Taken] / limit);
  const row = judged(
    {
      part: "sla",
      what: `hour close, ${orchestrators} orchestrators: ${many} × ${name}, the largest`,
      ours: `${(cpuMs / 1000).toFixed(1)} s of CPU, ${Math.round(memoryBytes / 1e6)} MB, ${statements} statements`,
      against: "an invocation: 30 s, 128 MB, 1,000 of D1",
    },
    [Math.max(...shares)],
    { atMost: 1 },
  );
  return Object.assign(row, { invocations: kind });
}
