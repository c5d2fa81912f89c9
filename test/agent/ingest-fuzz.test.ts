import fc from "fast-check";
import { expect, it } from "vitest";
import { ingestApp } from "../../agent/src/http/ingest-app.ts";
import { ObservationBatch } from "../../schema/wire/observation.ts";
import { START, testAgent } from "./support/test-agent.ts";

const KINDS = [
  "job_started",
  "sample",
  "first_output",
  "ended",
  "payment",
  "bytes",
  "error",
  "nothing",
];

/** Something like an observation: a field may be absent, right, or anything at all. */
const observation = fc.record(
  {
    kind: fc.oneof(fc.constantFrom(...KINDS), fc.anything()),
    id: fc.oneof(fc.string(), fc.anything()),
    at: fc.oneof(fc.integer({ min: START, max: START + 60_000 }), fc.anything()),
    job: fc.oneof(fc.constant("j1"), fc.anything()),
    fps: fc.oneof(fc.double(), fc.anything()),
    ending: fc.constantFrom("completed", "moved", 3),
    tickets: fc.oneof(fc.nat(), fc.double()),
    face_value_wei: fc.oneof(fc.bigInt().map(String), fc.anything()),
    win_prob: fc.oneof(fc.double().map(String), fc.anything()),
    received: fc.double(),
    sent: fc.nat(),
    cause: fc.constantFrom("gpu", "ghost"),
  },
  { requiredKeys: ["kind"] },
);
const body = fc.oneof(
  fc.record({ observations: fc.array(observation, { maxLength: 5 }) }),
  fc.anything(),
  fc.string(),
);

/** What JSON makes of a value; a text that is none where it can make nothing. */
const textOf = (value: unknown): string => {
  try {
    return (typeof value === "string" ? value : JSON.stringify(value)) ?? "undefined";
  } catch {
    return "{";
  }
};
const valid = (text: string): boolean => {
  try {
    return ObservationBatch.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
};

it("keeps a batch exactly where its schema holds, accounts for each of it, and gives a reason for every other", async () => {
  const app = ingestApp(testAgent({ role: "orchestrator" }).agent());
  let kept = 0;
  const post = async (text: string) => {
    const response = await app.fetch(
      new Request("http://127.0.0.1:9481/v1/observations", {
        method: "POST",
        body: text,
        headers: { "content-type": "application/json" },
      }),
    );
    const answer = (await response.json()) as Record<string, number & string>;
    expect(response.status).toBe(valid(text) ? 200 : 400);
    if (response.status === 400) {
      expect(answer["detail"]).toMatch(/./);
      return;
    }
    kept += 1;
    const { observations } = ObservationBatch.parse(JSON.parse(text));
    const { accepted = 0, duplicate = 0, rejected = 0 } = answer;
    expect(accepted + duplicate + rejected).toBe(observations.length);
  };
  await post(JSON.stringify({ observations: [{ kind: "restart", id: "r", at: START, job: "j" }] }));
  await fc.assert(
    fc.asyncProperty(body, (value) => post(textOf(value))),
    { numRuns: 500 },
  );
  expect(kept).toBeGreaterThan(0);
});
