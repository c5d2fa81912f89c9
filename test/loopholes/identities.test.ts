import { expect, it } from "vitest";
import { address, publish, target } from "../schema/sla/publish/scene.ts";
import { A, AGENT_A, B, complianceIn, objectsOf, windowsOf } from "../properties/stage.ts";
import { AT_B, FAILING, seenBy, standing, streams, toldBy, toldByB } from "./ways.ts";

it("an invented gateway that is not registered is not heard, and naming one corroborates nothing", async () => {
  const real = streams(3, 2, FAILING);
  const praise = {
    ...seenBy(streams(9, 20)),
    of: target(77, { role: "gateway", gateway: address("77") }),
  };
  const told = toldBy(real);
  const naming = { ...told, facts: told.facts.map((o) => ({ ...o, gateway: address("77") })) };
  const lines = [naming, praise].flatMap((actor) => windowsOf(actor));
  const heard = await publish(objectsOf([AGENT_A], lines));
  const { views } = await complianceIn(heard);
  expect([views.any.decided, views.any.score]).toEqual([3, 0]);
  expect([views.corroborated.decided, views.corroborated.score]).toEqual([0, null]);
  // Were it registered, it would be believed: whom an operator registers is whom he trusts.
  const trusted = await complianceIn(await publish(objectsOf([AGENT_A, praise.of], lines)));
  expect(trusted.views.corroborated.score).toBe(100);
});

it("two identities on one host move failures from one name to the other, and together gain nothing", async () => {
  const good = streams(4, 2);
  const bad = (of = {}) => streams(4, 20, { ...FAILING, ...of });
  const one = [...good, ...bad()];
  const two = [...good, ...bad(AT_B)];
  const alone = await standing([seenBy(one), toldBy(one)]);
  const a = await standing([seenBy(two), toldBy(good), toldByB(bad(AT_B))]);
  const b = await standing([seenBy(two), toldBy(good), toldByB(bad(AT_B))], B);
  expect(alone.any).toMatchObject({ score: 50, decided: 8 });
  // A gateway chose B for these: it finds B's record, and no longer chooses it.
  expect([a.corroborated, b.corroborated]).toMatchObject([
    { score: 100, decided: 4 },
    { score: 0, decided: 4 },
  ]);
  expect(a.corroborated.low).toBe(59.65); // 4 of 4: fewer jobs, a lower bound
});

it("a second identity that tells the first one's jobs as its own has them in the view of all evidence alone", async () => {
  const good = streams(4, 2);
  const copied = { ...toldByB(streams(4, 2, { node: address("b1") })) };
  const b = await standing([seenBy(good), toldBy(good), copied], B);
  expect([b.any.decided, b.any.score]).toEqual([4, 100]);
  expect([b.corroborated.decided, b.share]).toEqual([0, 0]);
  const a = await standing([seenBy(good), toldBy(good), copied], A);
  expect(a).toEqual(await standing([seenBy(good), toldBy(good)], A));
});
