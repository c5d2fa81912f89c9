import { env } from "cloudflare:workers";
import { beforeEach, expect, it } from "vitest";
import { publishCost } from "../../../bench/cost.ts";
import {
  PUBLISH_AT_SECOND,
  publishBetween,
  secondsUntilFolded,
} from "../../../workers/sla-cron/between-ticks.ts";
import { handlers } from "../../../workers/sla-cron/handlers.ts";
import { NO_LIMITS } from "../../../workers/sla-cron/effort.ts";
import { run } from "../../../workers/sla-cron/run.ts";
import type { Unfinished } from "../../../workers/sla-cron/unfinished.ts";
import { hourVersions, latestVersion } from "../../../workers/store/hour-versions.ts";
import { HOUR } from "../../schema/sla/publish/scene.ts";
import { archive, db, emptyAll, everything, ports, store } from "./bench.ts";
import { TINY } from "./two-shards.ts";
import { at, turn } from "./turns.ts";

type Sent = { body: unknown; delaySeconds: number | undefined };
type Env = Cloudflare.SlaCronEnv;

const LIMITS = { free: NO_LIMITS, paid: NO_LIMITS };

/** A deployment whose queue keeps what it is given. */
function deployed(preset: "free" | "paid", nowMs: () => number) {
  const sent: Sent[] = [];
  const send = async (body: unknown, of?: QueueSendOptions) =>
    void sent.push({ body, delaySeconds: of?.delaySeconds });
  const bindings = { ...env, PRESET: preset, CLOSES: { send } } as unknown as Env;
  const worker = handlers(LIMITS, nowMs);
  return {
    sent,
    tick: (scheduledTime: number, over: object = {}) =>
      worker.scheduled(
        { scheduledTime } as ScheduledController,
        {
          ...bindings,
          ...over,
        } as never,
      ),
    deliver: (body: unknown) =>
      worker.queue({ messages: [{ body, ack: () => {} }] } as unknown as MessageBatch, bindings),
  };
}

const versions = async () =>
  (await hourVersions(db, { after: null, limit: 100 })).map(({ hour, version, jobs }) => [
    hour,
    version,
    jobs,
  ]);

beforeEach(emptyAll);

it("publishes on Paid in second 45 of the minute what the minute's turns brought, and the rest with the next tick", async () => {
  let nowMs = at(10);
  const { sent, tick, deliver } = deployed("paid", () => nowMs);
  await tick(at(10));
  expect(sent).toEqual([
    { body: { schema: "livepeer.sla.publish/1" }, delaySeconds: PUBLISH_AT_SECOND },
  ]);
  await store(turn(10, [1, 2]));
  nowMs += PUBLISH_AT_SECOND * 1000;
  await deliver(sent[0]?.body);
  expect(await versions()).toEqual([[HOUR, 1, 2]]);
  expect(await archive.list("published/v1/scores")).toEqual([]);
  nowMs = at(11);
  await tick(nowMs);
  expect(await versions()).toEqual([[HOUR, 1, 2]]);
  expect(await archive.list("published/v1/scores")).not.toEqual([]);
});

it("sends as many messages in a day as the formula says: one a minute on Paid, none on Free", async () => {
  const deployment = { targets: 300, slotSeconds: 60, shardSize: 100 };
  for (const preset of ["free", "paid"] as const) {
    const { sent, tick } = deployed(preset, () => at(10));
    for (let minute = 0; minute < 6; minute++) await tick(at(10));
    expect(3 * sent.length * (1440 / 6)).toBe(publishCost(deployment, preset).queueOps);
  }
});

it("waits from a late tick only for what is left of its minute, and not beyond it", () => {
  expect(secondsUntilFolded(at(10), at(10))).toBe(45);
  expect(secondsUntilFolded(at(10), at(10) + 7_300)).toBe(38);
  expect(secondsUntilFolded(at(10) + 45_000, at(10) + 45_000)).toBe(0);
  expect(secondsUntilFolded(at(10), at(10) + 45_001)).toBeNull();
  expect(secondsUntilFolded(at(11), at(10))).toBeNull();
});

it("publishes with the next tick what a refused, lost or twice delivered message was to publish", async () => {
  let nowMs = at(10);
  const { tick, deliver } = deployed("paid", () => nowMs);
  const refusing = { send: () => Promise.reject(new Error("Too Many Requests")) };
  await tick(at(10), { CLOSES: refusing });
  await store(turn(10, [1]));
  nowMs = at(11);
  await tick(nowMs);
  expect(await versions()).toEqual([[HOUR, 1, 1]]);
  await store(turn(11, [2]));
  nowMs += PUBLISH_AT_SECOND * 1000;
  await deliver({ schema: "livepeer.sla.publish/1" });
  await deliver({ schema: "livepeer.sla.publish/1" });
  expect(await versions()).toEqual([
    [HOUR, 2, 2],
    [HOUR, 1, 1],
  ]);
});

it("gives the bytes of one run where the cron and the message publish at once", async () => {
  await store(turn(10, [1]));
  await store(turn(20, [2]));
  await run(at(21), ports());
  const alone = await everything();
  await emptyAll();
  await store(turn(10, [1]));
  await store(turn(20, [2]));
  const said: object[] = [];
  await Promise.all([run(at(21), ports(said)), publishBetween(at(21), ports(said))]);
  expect(await everything()).toEqual(alone);
  expect(said).not.toContainEqual(expect.objectContaining({ event: "hour.failed" }));
});

it("loses nothing of a turn that is folded while both publish", async () => {
  await store(turn(10, [1]));
  await Promise.all([run(at(21), ports()), store(turn(20, [2])), publishBetween(at(21), ports())]);
  await run(at(22), ports());
  expect(await latestVersion(db, HOUR)).toMatchObject({ jobs: 2 });
  const jobs = (await versions()).map(([, , count]) => count);
  expect(jobs).toEqual(jobs.toSorted().toReversed());
});

it("leaves an hour to the chain that is at it", async () => {
  await store(turn(10, [1]));
  const asked: Unfinished[] = [];
  const chain = {
    ...ports(),
    runLimits: TINY,
    proceed: async (of: Unfinished) => void asked.push(of),
  };
  await run(at(11), chain);
  expect(asked).toHaveLength(1);
  expect(await publishBetween(at(11) + 45_000, chain)).toMatchObject({ published: [] });
  expect(asked).toHaveLength(1);
});
