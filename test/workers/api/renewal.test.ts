import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { createApp } from "../../../workers/api/app.ts";
import { addressOf, networkOf } from "../../support/network.ts";
import { NOW_MS } from "./ask.ts";
import { seedNetwork } from "./seed-network.ts";

const LIST = "/v1/gateway/orchestrators";

beforeAll(() => seedNetwork(networkOf([{ orchestrator: addressOf(1) }])));

/** An isolate whose clock the test moves, how often it has read the archive, and whether that fails. */
function isolate() {
  let [nowMs, reads, fails] = [NOW_MS, 0, false];
  const app = createApp({ now: () => nowMs, log: () => {} });
  const archive = new Proxy(env.ARCHIVE, {
    get: (bucket, name) => {
      const own = Reflect.get(bucket, name);
      if (typeof own !== "function") return own;
      return (...given: unknown[]) => {
        reads += 1;
        if (fails) throw new Error("R2 is down");
        return Reflect.apply(own, bucket, given);
      };
    },
  });
  return {
    ask: async (init: RequestInit = {}) => app.request(LIST, init, { ...env, ARCHIVE: archive }),
    reads: () => reads,
    fail: (does: boolean) => void (fails = does),
    after: (ms: number) => void (nowMs += ms),
  };
}

const together = async (ask: () => Promise<Response>) =>
  Promise.all(
    (await Promise.all(Array.from({ length: 16 }, () => ask()))).map((each) => each.text()),
  );

it("is made anew once when its lifetime ends, however many ask for it together", async () => {
  const { ask, reads, after } = isolate();
  const first = await (await ask()).text();
  // What is kept of the archive goes after 15 s, so that making it anew reads.
  after(16_000);
  const before = reads();
  expect(new Set(await together(ask))).toEqual(new Set([first]));
  const alone = reads() - before;
  after(16_000);
  await ask();
  expect(reads() - before).toBe(2 * alone);
  expect(alone).toBeGreaterThan(0);
});

it("is not given to anybody when it is older than 20 s", async () => {
  const { ask, after } = isolate();
  await ask();
  await seedNetwork(networkOf([{ orchestrator: addressOf(2) }]));
  after(20_000);
  const lists = await together(ask);
  for (const list of lists) expect(list).toContain(addressOf(2));
});

it("is said to be stale where it cannot be made anew, and made by whoever asks next", async () => {
  const { ask, fail, after } = isolate();
  await ask();
  after(16_000);
  fail(true);
  for (const _ of [1, 2]) expect((await ask()).headers.get("X-Sla-Stale")).toBe("true");
  fail(false);
  await seedNetwork(networkOf([{ orchestrator: addressOf(3) }]));
  expect(await (await ask()).text()).toContain(addressOf(3));
});

it("answers HEAD without a body, and whom has it with 304, from what is kept as from what is made", async () => {
  const { ask } = isolate();
  for (const _ of ["made", "kept"]) {
    const head = await ask({ method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
    const etag = head.headers.get("ETag") ?? "";
    const known = await ask({ headers: { "If-None-Match": etag } });
    expect([known.status, await known.text()]).toEqual([304, ""]);
  }
});
