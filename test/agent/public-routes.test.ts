import { expect, it, onTestFinished } from "vitest";
import { listen } from "../../agent/src/http/listen.ts";
import { Identity } from "../../schema/wire/identity.ts";
import { Problem } from "../../schema/wire/problem.ts";
import { SignedWindow, WindowsPage } from "../../schema/wire/window.ts";
import {
  asking,
  MINUTE,
  payment,
  servedBy,
  START,
  testAgent,
  temporaryFolder,
} from "./support/test-agent.ts";

function sealed(minutes = 5) {
  const test = testAgent();
  test.agent().accept([payment(1, START)]);
  test.live(minutes + 1);
  return { ...test, get: asking(test.agent()) };
}

const page = async (response: Response | Promise<Response>) =>
  WindowsPage.parse(await (await response).json());

it("says who it is", async () => {
  const { get, agent } = sealed(0);
  const response = await get("/v1/identity");
  expect(Identity.parse(await response.json())).toEqual(agent().identity());
});

it("pages in the order of sealing, and goes on where a page ended", async () => {
  const { get } = sealed(5);
  const first = await page(get("/v1/windows?limit=2"));
  const second = await page(get(`/v1/windows?limit=2&after=${first.next}`));
  const third = await page(get(`/v1/windows?limit=2&after=${second.next}`));
  const seqs = [first, second, third].map(({ windows }) => windows.map(({ window }) => window.seq));
  expect(seqs).toEqual([[0, 1], [2, 3], [4]]);
  expect(third.next).toBe(third.latest);
  const end = await page(get(`/v1/windows?after=${third.next}`));
  expect(end).toMatchObject({ windows: [], next: third.next });
});

it("continues a consumer's cursor after a restart", async () => {
  const test = sealed(2);
  const { latest } = await page(test.get("/v1/windows"));
  test.restart().seal();
  test.live(1);
  const { windows } = await page(asking(test.agent())(`/v1/windows?after=${latest}`));
  expect(windows.map(({ window }) => window.seq)).toEqual([2]);
});

it.each(["nonsense", "0123456789abcdef.1", "x.y.z"])(
  "starts at the earliest for the unknown cursor %s",
  async (after) => {
    const { get } = sealed(2);
    const { windows } = await page(get(`/v1/windows?after=${after}`));
    expect(windows.map(({ window }) => window.seq)).toEqual([0, 1]);
  },
);

it("does not know a cursor beyond its newest window: a store that was put back is read again", async () => {
  const { get } = sealed(2);
  const { latest } = await page(get("/v1/windows"));
  const { windows } = await page(get(`/v1/windows?after=${latest?.replace(/\d+$/, "99")}`));
  expect(windows).toHaveLength(2);
});

it("begins at a time for people, also between pages", async () => {
  const { get } = sealed(5);
  const from = new Date(START + 2 * MINUTE).toISOString();
  const windows = await servedBy(get, `limit=2&from=${from}`);
  expect(windows.map(({ window }) => window.seq)).toEqual([2, 3, 4]);
});

it("answers an empty store with an empty page", async () => {
  const test = testAgent();
  expect(await page(asking(test.agent())("/v1/windows"))).toMatchObject({
    windows: [],
    earliest: null,
    latest: null,
  });
});

it("keeps a page within 256 KB", async () => {
  const test = testAgent();
  for (let minute = 0; minute < 6; minute++) {
    const many = Array.from({ length: 400 }, (_, i) =>
      payment(minute * 1000 + i, START + minute * MINUTE),
    );
    test.agent().accept(many);
    test.live(1);
  }
  test.live(1);
  const get = asking(test.agent());
  const sizes: number[] = [];
  const windows = await servedBy(async (path) => {
    const response = await get(path);
    sizes.push((await response.clone().arrayBuffer()).byteLength);
    return response;
  });
  expect(windows).toHaveLength(6);
  expect(sizes.length).toBeGreaterThan(2);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(256 * 1024);
});

it.each([
  ["limit=0", "limit"],
  ["limit=1001", "limit"],
  ["limit=1.5", "limit"],
  ["from=yesterday", "from"],
  ["from=2026-13-01T00:00:00Z", "from"],
  [`after=${"a".repeat(129)}`, "after"],
  ["after=", "after"],
  ["lmit=2", "lmit"],
  ["limit=1&limit=2", "limit"],
])("refuses ?%s and names the parameter", async (query, parameter) => {
  const response = await sealed(0).get(`/v1/windows?${query}`);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(Problem.parse(await response.json())).toMatchObject({ status: 400, parameter });
});

it("serves one window for ever, and nothing again to who has it", async () => {
  const { get } = sealed(2);
  const [, second] = await servedBy(get);
  const response = await get(`/v1/windows/${second?.window.epoch}/1`);
  expect(SignedWindow.parse(await response.json())).toEqual(second);
  expect(response.headers.get("cache-control")).toContain("immutable");
  const etag = response.headers.get("etag") ?? "";
  const again = await get(`/v1/windows/${second?.window.epoch}/1`, {
    headers: { "if-none-match": `W/${etag}` },
  });
  expect([again.status, await again.text()]).toEqual([304, ""]);
});

it("tells the open window, the unknown one and the unknown epoch apart", async () => {
  const { get } = sealed(2);
  const [first] = await servedBy(get);
  const path = `/v1/windows/${first?.window.epoch}`;
  const open = await get(`${path}/2`);
  expect([open.status, Number(open.headers.get("retry-after"))]).toEqual([425, 3]);
  expect((await get(`${path}/3`)).status).toBe(404);
  expect((await get(`${path}/-1`)).status).toBe(400);
  expect((await get("/v1/windows/e0000000/0")).status).toBe(404);
});

it("keeps nothing that a public caller sends", async () => {
  const { get } = sealed(0);
  const response = await get("/v1/observations", { method: "POST", body: "{}" });
  expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
});

it("has metrics of its own, beside another agent in the same process", async () => {
  const [one, other] = [sealed(1), testAgent()];
  const text = await (await one.get("/metrics")).text();
  expect(text).toContain('livepeer_sla_observations_total{result="accepted"} 1');
  expect(text).toContain("livepeer_sla_windows_kept 1");
  const otherText = await (await asking(other.agent())("/metrics")).text();
  expect(otherText).toContain("livepeer_sla_windows_kept 0");
});

it("is well while it seals, and not when sealing stays behind", async () => {
  const { get, clock } = sealed(1);
  expect((await get("/healthz")).status).toBe(200);
  clock.ms += 10 * MINUTE;
  expect((await get("/healthz")).status).toBe(503);
});

it("answers through a listener as without one, packed where that is wanted, and slows down who asks too much", async () => {
  const { agent, get } = sealed(3);
  const { url, close } = await listen(agent().fetch, { host: "127.0.0.1", port: 0 });
  onTestFinished(close);
  const response = await fetch(`${url}/v1/windows`);
  expect(response.headers.get("content-encoding")).toBe("gzip");
  expect(await response.json()).toEqual(await (await get("/v1/windows")).json());
  const plain = await fetch(`${url}/v1/windows`, { headers: { "accept-encoding": "identity" } });
  expect(plain.headers.get("content-encoding")).toBeNull();
  const statuses = await Promise.all(
    Array.from({ length: 150 }, async () => (await fetch(`${url}/healthz`)).status),
  );
  expect(statuses).toContain(429);
  const refused = await fetch(`${url}/healthz`);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
});

it("gives another cursor after its store was made anew: everything is read from the start", async () => {
  const [old, fresh] = [sealed(3), testAgent({}, temporaryFolder())];
  const { latest } = await page(old.get("/v1/windows"));
  fresh.agent().seal();
  fresh.live(2);
  const { windows } = await page(asking(fresh.agent())(`/v1/windows?after=${latest}`));
  expect(windows.map(({ window }) => window.seq)).toEqual([0]);
});
