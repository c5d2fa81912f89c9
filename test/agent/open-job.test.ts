import { expect, it } from "vitest";
import { Observation, type ObservationInput } from "../../schema/wire/observation.ts";
import { START, testAgent } from "./support/test-agent.ts";

const JOB = "00000000000000b0";
const fact = (id: string, at: number, more: object): Observation =>
  Observation.parse({ id, at, job: JOB, ...more } as ObservationInput);

it("knows a job as open from its first fact to its end, sealed or not, and after a restart", () => {
  const test = testAgent({ role: "orchestrator" });
  const isOpen = () => test.agent().isOpen(JOB);
  test.agent().seal();
  expect(isOpen()).toBe(false);
  test.agent().accept([fact("1", START + 1, { kind: "job_started" })]);
  expect(isOpen()).toBe(true);
  expect(test.agent().isOpen("00000000000000b1")).toBe(false);
  test.live(2);
  test.restart();
  expect(isOpen()).toBe(true);
  test.agent().accept([fact("2", test.clock.ms, { kind: "ended", ending: "completed" })]);
  expect(isOpen()).toBe(false);
  test.live(10);
  expect(isOpen()).toBe(false);
});
