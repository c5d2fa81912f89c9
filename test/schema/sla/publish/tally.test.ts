import fc from "fast-check";
import { expect, it } from "vitest";
import { addToRow } from "../../../../schema/sla/publish/row.ts";
import { NO_KEY, openTally } from "../../../../schema/sla/publish/tally.ts";
import { canonicalJson } from "../../../../schema/wire/canonical.ts";
import type { Rollup, Sums, Witness } from "../../../../schema/wire/rollup.ts";
import { HOUR } from "./scene.ts";

const KEYS = [null, "a", "b"].map((model) => ({ ...NO_KEY, gateway: "ed25519:x", model }));

const claims = fc.array(
  fc.record({
    key: fc.nat(KEYS.length - 1),
    errors: fc.nat(2),
    wei: fc.nat(2),
    views: fc.constantFrom(["any"], ["any", "corroborated"], ["corroborated"]) as fc.Arbitrary<
      Witness[]
    >,
  }),
);

it("has each claim in the views that it is added to: all evidence, gateways' evidence, or both", () => {
  fc.assert(
    fc.property(claims, (all) => {
      const tally = openTally(HOUR);
      const rows = new Map<string, Rollup>();
      for (const { key: place, errors, wei, views } of all) {
        const key = KEYS[place] ?? NO_KEY;
        const claim = { counts: { errors }, amounts: { face_value_wei: String(wei) } };
        if (views.includes("any")) tally.add({ ...key }, claim, views.length === 2);
        else tally.addCorroborated({ ...key }, claim);
        for (const witness of views)
          addTo(rows, { ...key, hour: HOUR, witness, sums: { ...claim, histograms: {} } });
      }
      const held = [...rows.values()].filter(({ sums }) => holds(sums));
      expect(tally.rows().map(canonicalJson).sort()).toEqual(held.map(canonicalJson).sort());
    }),
  );
});

function addTo(rows: Map<string, Rollup>, row: Rollup): void {
  const name = `${row.model} ${row.witness}`;
  const none: Sums = { counts: {}, amounts: {}, histograms: {} };
  rows.set(name, { ...row, sums: addToRow(rows.get(name)?.sums ?? none, row.sums) });
}

const holds = ({ counts, amounts }: Sums): boolean =>
  Object.keys(counts).length + Object.keys(amounts).length > 0;
