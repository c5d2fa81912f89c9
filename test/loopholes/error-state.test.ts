import { expect, it } from "vitest";
import { withoutField } from "../properties/hidden.ts";
import { seenBy, standing, streams, toldBy } from "./ways.ts";

const BROKEN = streams(3, 2, { inError: (report) => report === 10 });

it("an error state that is left out gains nothing, and decides where a gateway relays it", async () => {
  const told = toldBy(BROKEN);
  const hiding = { ...told, facts: told.facts.map((fact) => withoutField(fact, "state")) };
  expect(await standing([hiding])).toEqual(await standing([told]));
  for (const agent of [told, hiding]) {
    const { any, corroborated } = await standing([seenBy(BROKEN), agent]);
    expect([any.score, corroborated.score]).toEqual([0, 0]);
  }
});
