import fc from "fast-check";
import { expect, it } from "vitest";
import { EMPTY_ROW, EMPTY_TARGET, mergeRows } from "../../../schema/sla/merge-rows.ts";
import { canonicalJson } from "../../../schema/wire/canonical.ts";
import { LedgerRow } from "../../../schema/wire/ledger-row.ts";
import { Hour } from "../../../schema/wire/quantity.ts";
import { mergeIntoBody } from "../../../workers/store/ledger-body.ts";

// Small alphabets, so that names meet; and names and texts that look like what a row is made of, or are not plain.
const name = fc.oneof(
  fc.nat(12).map((seq) => `e0000000/${seq}`),
  fc.constantFrom(
    "f0000000/1",
    "e0000000",
    "a b",
    "a",
    "a!",
    "a,b",
    'a":"b',
    "\\",
    "é/1",
    "{}",
    "$&",
    "",
  ),
);
const digest = fc.constantFrom("1".repeat(16), "2".repeat(16));
const slot = fc.constantFrom("9", "10", "11", "100", "5893212");
const said = fc.constantFrom("s/1", "s/2", '"windows":{}', '"outcomes":{"9":"ok"}', "$&", "\u0001");
const target = fc.record({
  windows: fc.dictionary(name, digest, { maxKeys: 8, noNullPrototype: true }),
  equivocated: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    fc.array(name, { maxLength: 2 }),
  ),
  outcomes: fc.dictionary(slot, fc.constantFrom("ok", "timeout"), { noNullPrototype: true }),
  cursor: fc.option(fc.record({ slot: fc.nat(2), cursor: fc.option(said) })),
  last_received_at: fc.option(fc.nat(3)),
});
const row = fc
  .record({
    objects: fc.dictionary(fc.constantFrom("raw/1", "raw/2"), fc.constant("5".repeat(64))),
    targets: fc.dictionary(fc.constantFrom("a".repeat(16), "1".repeat(16)), target),
  })
  .map((value) => LedgerRow.parse(value));

const HOUR = Hour.parse("2026-01-09T13:00:00Z");
const bodyOf = (of: LedgerRow) => canonicalJson(of);
const sealed = (from: number, count: number, more: object = {}) =>
  LedgerRow.parse({
    objects: {},
    targets: {
      ["a".repeat(16)]: {
        ...EMPTY_TARGET,
        windows: Object.fromEntries(
          Array.from({ length: count }, (_, i) => [`e0000000/${from + i}`, "1".repeat(16)]),
        ),
        ...more,
      },
    },
  });

it("writes the canonical JSON of what the two rows are together, whatever is in them", () => {
  fc.assert(
    fc.property(row, row, (stored, added) => {
      const merged = mergeIntoBody(bodyOf(stored), added, HOUR);
      const whole = mergeRows(JSON.parse(bodyOf(stored)) as LedgerRow, added, HOUR);
      expect(merged.body).toBe(bodyOf(whole));
      expect(merged.cursors).toBe(Object.values(whole.targets).some((of) => of.cursor !== null));
    }),
    { numRuns: 1000 },
  );
});

it("begins a row with what is added to none", () => {
  fc.assert(
    fc.property(row, (added) => {
      expect(mergeIntoBody(null, added, HOUR).body).toBe(bodyOf(mergeRows(EMPTY_ROW, added, HOUR)));
    }),
  );
});

it.each([
  ["one more than there is room for", sealed(0, 120), sealed(120, 1)],
  ["as many as there is room for", sealed(0, 100), sealed(100, 20)],
  ["the same again", sealed(0, 60), sealed(0, 60)],
  ["some of them again", sealed(0, 60), sealed(55, 10)],
  ["a flagged one", sealed(0, 60, { equivocated: ["e0000000/7"] }), sealed(60, 5)],
])("keeps of an hour's windows what the union keeps: %s", (_, stored, added) => {
  expect(mergeIntoBody(bodyOf(stored), added, HOUR).body).toBe(
    bodyOf(mergeRows(stored, added, HOUR)),
  );
});

// RFC 8785 sorts names, and "a" is before "a b"; with the quotation marks that end them it is the other way round.
it("puts a name before a longer one that goes on with a space", () => {
  const named = (key: string) => ({ windows: { [key]: "1".repeat(16) } });
  const [stored, added] = [sealed(0, 0, named("a b")), sealed(0, 0, named("a"))];
  expect(mergeIntoBody(bodyOf(stored), added, HOUR).body).toContain(
    '{"a":"1111111111111111","a b":',
  );
});

it("changes nothing of a row that has it already", () => {
  const { body } = mergeIntoBody(bodyOf(sealed(0, 60)), sealed(60, 5), HOUR);
  expect(mergeIntoBody(body, sealed(58, 7), HOUR).body).toBe(body);
});
