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

it("checks no more targets at once than a Worker may ask", async () => {
  const body = Array.from({ length: 41 }, () => ({}));
  expect((await askOperator("/admin/targets?check=true", { body })).status).toBe(400);
});
