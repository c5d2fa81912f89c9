import { expect, it } from "vitest";
import { checkTarget } from "../../../workers/scraper/reachability.ts";
import { testAgent } from "../../support/windows.ts";
import { askOperator } from "./ask-operator.ts";
import { type Answers, json, scripted } from "./scripted.ts";

const { key } = await testAgent();
const { key: other } = await testAgent();
const identity = (more: object = {}) => ({
  schema: "livepeer.sla.identity/1",
  agent: key,
  role: "orchestrator",
  orchestrator: `0x${"ab".repeat(20)}`,
  node: null,
  region: null,
  agent_version: "1.0.0",
  window_schemas: ["livepeer.sla.window/1"],
  ...more,
});
const config = { allowLoopback: false } as Parameters<typeof checkTarget>[1]["config"];
const status = (code: number) => () => new Response(null, { status: code });
const fails = (message: string) => () => {
  throw new Error(message);
};
const hang: Answers = (_, { signal }) =>
  new Promise((_, reject) =>
    signal?.addEventListener("abort", () => reject(signal.reason as Error)),
  );

// 521 to 526 and 530: Cloudflare, "5xx errors": what it answers in the place of a host that it cannot reach.
it.each<[string, string, Answers]>([
  ["dns", "https://a.example.org", fails("DNS lookup failed")],
  ["dns", "https://a.example.org", status(530)],
  ["port", "http://a.example.org:9480", fails("Network connection lost.")],
  ["port", "https://a.example.org", status(521)],
  ["port", "https://a.example.org", status(523)],
  ["tls_untrusted", "https://a.example.org", status(526)],
  ["tls_untrusted", "https://a.example.org", fails("internal error; reference = abc")],
  ["timeout", "https://a.example.org", status(522)],
  ["timeout", "https://a.example.org", hang],
  ["not_an_agent", "https://a.example.org", () => new Response("<html>")],
  ["not_an_agent", "https://a.example.org", status(404)],
  ["not_an_agent", "https://a.example.org", () => Response.redirect("https://b.example.org", 302)],
  ["not_an_agent", "https://a.example.org", () => new Response(new Uint8Array(2 ** 21))],
  ["not_an_agent", "https://a.example.org", () => json(identity({ surprise: 1 }))],
  ["wrong_key", "https://a.example.org", () => json(identity({ agent: other }))],
  [
    "unknown_version",
    "https://a.example.org",
    () => json(identity({ window_schemas: ["livepeer.sla.window/2"] })),
  ],
  ["ip_literal", "https://1.2.3.4", () => expect.unreachable()],
  ["ip_literal", "http://[2606:4700::1111]", () => expect.unreachable()],
  ["refused_url", "https://printer.local", () => expect.unreachable()],
])(
  "says %s of %s",
  async (reason, url, answers) => {
    const { fetch } = scripted({ "a.example.org": answers });
    expect(await checkTarget({ url, agent: key }, { fetch, config })).toMatchObject({
      reachable: false,
      reason,
    });
  },
  10_000,
);

it("finds an agent, and says who it claims to be", async () => {
  const { fetch } = scripted({ "a.example.org": () => json(identity()) });
  expect(
    await checkTarget({ url: "https://a.example.org", agent: key }, { fetch, config }),
  ).toEqual({
    reachable: true,
    reason: null,
    detail: null,
    identity: identity(),
  });
});

it("checks what is registered, when asked to: rows are taken whatever comes of it, and the reason is told", async () => {
  const row = (agent: string, host: string) => ({
    url: `https://${host}.example.org`,
    agent,
    role: "gateway",
  });
  const script = { "a.example.org": () => json(identity()) };
  const answer = await askOperator("/admin/targets?check=true", {
    body: [row(key, "a"), row(other, "b"), {}],
    script,
  });
  const { rows } = (await answer.json()) as { rows: { id: string; check?: unknown }[] };
  expect(rows).toMatchObject([
    { status: "added", check: { reachable: true } },
    { status: "added", check: { reachable: false, reason: "dns" } },
    { status: "refused" },
  ]);
  expect(rows[2]).not.toHaveProperty("check");
  const later = { "b.example.org": () => json(identity()) };
  const again = await askOperator(`/admin/targets/${rows[1]?.id}/check`, {
    method: "POST",
    script: later,
  });
  expect(await again.json()).toMatchObject({ reachable: false, reason: "wrong_key" });
  expect(await (await askOperator(`/admin/targets/${rows[1]?.id}`)).json()).toMatchObject({
    agent: other,
  });
  expect((await askOperator(`/admin/targets/${"0".repeat(16)}`)).status).toBe(404);
  expect(
    (await askOperator(`/admin/targets/${"0".repeat(16)}/check`, { method: "POST" })).status,
  ).toBe(404);
});

const row = async (host: string) => ({
  url: `https://${host}.example.org`,
  agent: (await testAgent()).key,
  role: "gateway",
});
const checksOf = async (answer: Response) =>
  ((await answer.json()) as { rows: { check?: { reason: string | null } }[] }).rows.map(
    ({ check }) => check && check.reason,
  );

it.each<[string, string, Answers]>([
  ["dns", "a", fails("DNS lookup failed")],
  ["port", "a", fails("Network connection lost.")],
  ["tls_untrusted", "a", status(526)],
  ["timeout", "a", hang],
  ["not_an_agent", "a", () => new Response("<html>")],
])(
  "asks an agent that is registered alone, without being told to, and says %s",
  async (reason, host, answers) => {
    const script = { "a.example.org": answers };
    const answer = await askOperator("/admin/targets", { body: await row(host), script });
    expect(answer.status).toBe(200);
    expect(await checksOf(answer)).toEqual([reason]);
  },
  10_000,
);

it.each(["/admin/targets", "/admin/import"])(
  "refuses at %s what no Worker can ask: itself, another Worker, another service's port",
  async (path) => {
    const urls = ["https://sla.example", "https://a.ann.workers.dev", "https://a.example.org:25"];
    const body = await Promise.all(urls.map(async (url) => ({ ...(await row("a")), url })));
    const { rows } = (await (await askOperator(path, { body })).json()) as {
      rows: { status: string; reason: string }[];
    };
    expect(rows.map(({ status, reason }) => [status, reason.split(",")[0]])).toEqual([
      ["refused", "url: sla.example is this Worker"],
      ["refused", "url: a.ann.workers.dev is a Worker"],
      ["refused", "url: port 25 is another service's: 80"],
    ]);
  },
);

it("asks nobody at registration where it is told not to, and in a list where it is not told to", async () => {
  const script = { "a.example.org": () => expect.unreachable() };
  const one = await row("a");
  for (const [path, body] of [
    ["/admin/targets?check=false", one],
    ["/admin/targets", [one]],
    ["/admin/import", [one]],
  ] as const)
    expect(await checksOf(await askOperator(path, { body, script }))).toEqual([undefined]);
  const checked = await askOperator("/admin/import?check=true", { body: [one, {}] });
  expect(await checksOf(checked)).toEqual(["dns", undefined]);
});

it("checks no more targets at once than a Worker may ask, and knows true from false", async () => {
  const body = Array.from({ length: 41 }, () => ({}));
  for (const path of ["/admin/targets", "/admin/import"]) {
    expect((await askOperator(`${path}?check=true`, { body })).status).toBe(400);
    expect((await askOperator(`${path}?check=yes`, { body: [{}] })).status).toBe(400);
  }
});
