import { expect, it } from "vitest";
import { address, AGENT, count, GATEWAY, jobEntry, line, object, publish, T0 } from "./scene.ts";

const minutes = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const turn = (minute: number, lines: Parameters<typeof object>[2] = [], options = {}) =>
  object(minute, [AGENT], lines, options);
const facts = (published: Awaited<ReturnType<typeof publish>>) =>
  Object.fromEntries(
    (["minutes", "windows", "slots_up", "slots_down", "slots_no_probe"] as const).map((name) => [
      name,
      count(published, name),
    ]),
  );

it("AC20: shows an agent that was switched off as missing windows, apart from its jobs", async () => {
  const objects = minutes(0, 60).map((m) =>
    m < 20 ? turn(m, [line(AGENT, m)]) : turn(m, [], { outcome: { outcome: "timeout" } }),
  );
  expect(facts(await publish(objects))).toEqual({
    minutes: 60,
    windows: 20,
    slots_up: 20,
    slots_down: 40,
    slots_no_probe: 0,
  });
});

it("leaves out the minutes that we did not probe and never received", async () => {
  const objects = minutes(0, 60)
    .filter((m) => m < 10 || m >= 20)
    .map((m) => turn(m, [line(AGENT, m)]));
  expect(facts(await publish(objects))).toEqual({
    minutes: 50,
    windows: 50,
    slots_up: 50,
    slots_down: 0,
    slots_no_probe: 10,
  });
  const later = turn(
    61,
    minutes(10, 20).map((m) => line(AGENT, m)),
  );
  expect(facts(await publish([...objects, later]))).toMatchObject({ minutes: 60, windows: 60 });
});

it("expects nothing before the registration, and in an open hour nothing that cannot be here yet", async () => {
  const young = { ...AGENT, registered_at: T0 + 10 * 60_000 };
  const objects = minutes(10, 31).map((m) => object(m, [young], m < 29 ? [line(AGENT, m)] : []));
  expect(facts(await publish(objects, { state: "open" }))).toEqual({
    minutes: 19, // 10 … 28: the newest slot is 30
    windows: 19,
    slots_up: 21,
    slots_down: 0,
    slots_no_probe: 0,
  });
  expect(facts(await publish(objects))).toMatchObject({ slots_no_probe: 29 });
});

it("does not count a window as received under whose key another came", async () => {
  const twice = [line(AGENT, 5), line(AGENT, 5, { late: 1 })];
  const published = await publish(
    minutes(0, 60).map((m) => turn(m, m === 5 ? twice : [line(AGENT, m)])),
  );
  expect(facts(published)).toMatchObject({ minutes: 60, windows: 59 });
  expect(published.hour.equivocated).toEqual([AGENT.id]);
});

it("counts a window once, however many epochs cover its minute", async () => {
  const both = minutes(0, 60).flatMap((m) => [
    line(AGENT, m),
    line(AGENT, m, { epoch: "e1111111" }),
  ]);
  expect(
    facts(await publish(minutes(0, 60).map((m) => turn(m, m === 59 ? both : [])))),
  ).toMatchObject({ minutes: 60, windows: 60 });
});

it("asks an agent that was there for the jobs that a gateway saw, and no other", async () => {
  const ok = [{ name: "trickle" as const, status: "ok" as const, reason: null }];
  const reporting = async (lines: Parameters<typeof object>[2]) => {
    const published = await publish([object(59, [GATEWAY, AGENT], lines)]);
    return [count(published, "agent_reported"), count(published, "gateway_saw")];
  };
  const seen = line(GATEWAY, 2, { jobs: [jobEntry()] });
  expect(await reporting([seen])).toEqual([0, 0]);
  expect(await reporting([seen, line(AGENT, 0, { collectors: ok })])).toEqual([0, 1]);
  expect(await reporting([seen, line(AGENT, 0, { collectors: ok, jobs: [jobEntry()] })])).toEqual([
    1, 1,
  ]);
  // `ingest` listens always: it does not make up for a source that fails, and an absent one takes nothing away.
  const listening = { name: "ingest" as const, status: "ok" as const, reason: null };
  const broken = { name: "trickle" as const, status: "failing" as const, reason: "HTTP 502" };
  const without = { name: "node-log" as const, status: "absent" as const, reason: null };
  const failing = [listening, broken];
  expect(await reporting([seen, line(AGENT, 0, { collectors: failing })])).toEqual([0, 0]);
  // Who says that he cannot see is not asked for what he tells of alone.
  expect(
    await reporting([seen, line(AGENT, 0, { collectors: failing, jobs: [jobEntry()] })]),
  ).toEqual([0, 0]);
  expect(await reporting([seen, line(AGENT, 0, { collectors: [listening, without] })])).toEqual([
    0, 1,
  ]);
});

it("adds up slots as the orchestrator's agent read them, and as a gateway did only where none did", async () => {
  const reading = {
    orchestrator: address("aa"),
    node: null,
    pipeline: "p",
    model: "m",
    busy_slot_ms: 3,
    idle_slot_ms: 4,
    loading_slot_ms: 0,
  };
  const capacity = [reading];
  const busy = async (lines: Parameters<typeof object>[2]) =>
    count(await publish([object(59, [GATEWAY, AGENT], lines)]), "busy_slot_ms");
  expect(await busy([line(GATEWAY, 1, { capacity })])).toBe(3);
  expect(
    await busy([
      line(GATEWAY, 1, { capacity }),
      line(AGENT, 1, { capacity }),
      line(AGENT, 2, { capacity }),
    ]),
  ).toBe(6);
});

const passedOver = { outcome: { outcome: "dns", detail: "breaker" } } as const;
const isDead = { outcome: { outcome: "dns" } } as const;

it("takes the slots in which a target was passed over before it answered again for nobody's, and its windows of them for its own", async () => {
  // Down from minute 20 on, back from 30 on, found to be back in minute 36.
  const objects = minutes(0, 60).map((m) => {
    if (m < 20 || m > 36) return turn(m, [line(AGENT, m)]);
    const late = minutes(30, 37).map((back) => line(AGENT, back));
    if (m === 36) return turn(m, late);
    return turn(m, [], m < 28 && m % 4 === 0 ? isDead : m === 28 ? isDead : passedOver);
  });
  expect(facts(await publish(objects))).toEqual({
    minutes: 59, // all but 29: nobody knows of it
    windows: 50,
    slots_up: 44,
    slots_down: 9,
    slots_no_probe: 7,
  });
});

it("lets a dead target gain nothing by being asked less often", async () => {
  const asked = minutes(0, 60).map((m) => turn(m, [], isDead));
  const spared = minutes(0, 60).map((m) =>
    turn(m, [], m % 8 === 3 || m === 59 ? isDead : passedOver),
  );
  expect(facts(await publish(spared))).toEqual(facts(await publish(asked)));
});
