import canonicalize from "canonicalize";
import fc from "fast-check";
import { expect, it } from "vitest";
import { bucketOf } from "../../../../schema/sla/histogram.ts";
import {
  type Claim,
  grow,
  type GrowingSums,
  NO_SUMS_JSON,
  noGrowingSums,
  sumsJson,
  united,
} from "../../../../schema/sla/publish/growing-sums.ts";
import { addToRow, CEILING } from "../../../../schema/sla/publish/row.ts";
import { EMPTY_SUMS } from "../../../../schema/sla/sums.ts";
import {
  AMOUNTS,
  COUNTERS,
  LATENCIES,
  type Latency,
  type Sums,
} from "../../../../schema/wire/rollup.ts";

const claim: fc.Arbitrary<Claim> = fc.record(
  {
    counts: fc.dictionary(
      fc.constantFrom(...COUNTERS),
      fc.oneof(fc.nat(3), fc.nat(), fc.integer({ min: CEILING - 2, max: CEILING + 2 })),
    ),
    amounts: fc.dictionary(fc.constantFrom(...AMOUNTS), fc.bigInt(0n, 10n ** 60n).map(String)),
    // Buckets of one, two and three digits: as names they stand in another order than as numbers.
    latencies: fc.dictionary(
      fc.constantFrom(...LATENCIES),
      fc.option(fc.oneof(fc.nat(90), fc.nat(90_000_000)), { nil: null }),
    ),
  },
  { requiredKeys: [] },
);

/** The same claim as sums, to be added one by one as rows of documents are. */
function sumsOf({ counts = {}, amounts = {}, latencies = {} }: Claim): Sums {
  const histograms: Sums["histograms"] = {};
  for (const [name, ms] of Object.entries(latencies))
    if (ms !== null) histograms[name as Latency] = { [bucketOf(ms)]: 1 };
  return { counts, amounts, histograms };
}

function grown(claims: readonly Claim[]): GrowingSums {
  const sums = noGrowingSums();
  for (const each of claims) grow(sums, each);
  return sums;
}

it("writes what sums add up to as RFC 8785 does", () => {
  fc.assert(
    fc.property(fc.array(claim, { maxLength: 6 }), (claims) => {
      const added = claims.map(sumsOf).reduce(addToRow, EMPTY_SUMS);
      expect(sumsJson(grown(claims))).toBe(canonicalize(added));
    }),
  );
});

it("gives the same of any two halves", () => {
  fc.assert(
    fc.property(fc.array(claim, { maxLength: 6 }), fc.nat(6), (claims, at) => {
      const halves = united(grown(claims.slice(0, at)), grown(claims.slice(at)));
      expect(sumsJson(halves)).toBe(sumsJson(grown(claims)));
    }),
  );
});

it("knows sums that hold nothing", () => {
  expect(NO_SUMS_JSON).toBe(canonicalize(EMPTY_SUMS));
  expect(sumsJson(grown([{ counts: { errors: 0 }, latencies: { e2e_ms: null } }]))).toBe(
    NO_SUMS_JSON,
  );
});

it("refuses a count that is not exact", () => {
  expect(() => grown([{ counts: { errors: 2 ** 53 } }])).toThrow(RangeError);
});
