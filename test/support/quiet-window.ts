import { AgentKey } from "../../schema/wire/identifier.ts";
import { Window } from "../../schema/wire/window.ts";

/** A valid window in which nothing happened; override only what the test is about. */
export const quietWindow = (override: Partial<Window> = {}): Window =>
  Window.parse({
    schema: "livepeer.sla.window/1",
    agent: AgentKey.parse(`ed25519:${"A".repeat(43)}`),
    role: "orchestrator",
    orchestrator: null,
    node: null,
    region: null,
    agent_version: "0.1.0",
    start: 1_767_966_600_000,
    epoch: "e0000000",
    seq: 0,
    prev: null,
    collectors: [],
    dropped: 0,
    late: 0,
    jobs: [],
    requests: [],
    payments: [],
    capacity: [],
    gpus: [],
    ...override,
  });
