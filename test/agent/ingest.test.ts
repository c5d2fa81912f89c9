import { expect, it } from "vitest";
import { ingestApp } from "../../agent/src/http/ingest-app.ts";
import { pseudonymOf } from "../../schema/wire/pseudonym.ts";
import { asking, servedBy, START, testAgent } from "./support/test-agent.ts";

function ingest(body: unknown, init: { type?: string; host?: string } = {}) {
  const test = testAgent({ role: "orchestrator" });
  const app = ingestApp(test.agent());
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const headers = { "content-type": init.type ?? "application/json" };
  const request = new Request(`http://${init.host ?? "127.0.0.1:9481"}/v1/observations`, {
    method: "POST",
    body: text,
    headers,
  });
  return Promise.resolve(app.fetch(request)).then((response) => ({ test, response }));
}

const started = {
  kind: "job_started",
  id: "1",
  at: START,
  request: "01234567",
  job: "secret-stream",
  pipeline: "p",
  model: "m",
};

it("answers what became of a batch", async () => {
  const { response } = await ingest({
    observations: [started, started, { ...started, id: "2", at: START + 86_400_000 }],
  });
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    accepted: 1,
    duplicate: 1,
    late: 0,
    rejected: 1,
    refusals: [{ index: 2 }],
  });
});

it("keeps no id that came in: only its pseudonym leaves", async () => {
  const { test } = await ingest({ observations: [started] });
  test.live(2);
  const windows = await servedBy(asking(test.agent()));
  const text = JSON.stringify(windows);
  expect(text).not.toContain("secret-stream");
  expect(text).not.toContain('"01234567"');
  expect(windows[0]?.window.jobs[0]?.request).toBe(await pseudonymOf("01234567"));
});

it.each([
  [
    "a negative rate",
    [started, { kind: "sample", id: "2", at: START, fps: -1 }],
    "observations[1].fps",
  ],
  ["an unknown field", [{ ...started, fsp: 3 }], "observations[0]"],
  ["an unknown kind", [{ ...started, kind: "jobstarted" }], "observations[0].kind"],
  ["no observation", [], "observations"],
])(
  "refuses the whole batch for %s, names where, and counts it",
  async (_, observations, parameter) => {
    const { test, response } = await ingest({ observations });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      parameter,
      detail: expect.stringContaining(parameter),
    });
    test.agent().seal();
    test.live(2);
    const [window] = await servedBy(asking(test.agent()));
    expect(window?.window).toMatchObject({ jobs: [], dropped: observations.length });
  },
);

it.each([
  ["what is not JSON", "{", {}, 400],
  [
    "another content type, as a web page could send it",
    { observations: [started] },
    { type: "text/plain" },
    415,
  ],
  ["a host name that is not local", { observations: [started] }, { host: "attacker.example" }, 421],
  ["more than 2 MB", "x".repeat(2 * 1024 * 1024 + 1), {}, 413],
] as const)("refuses %s", async (_, body, init, status) => {
  const { response } = await ingest(body, init);
  expect(response.status).toBe(status);
});
