import { expect, it } from "vitest";
import type { Address } from "../../../../schema/wire/identifier.ts";
import type { RequestEntry } from "../../../../schema/wire/window.ts";
import { address, AGENT, jobEntry, line, pseudonym, publishLines, target } from "./scene.ts";

const CLAIMED = address("c1");
const NAMELESS = target(4, { role: "gateway" });
const NAMED = target(5, { role: "gateway", gateway: address("99") });

const fees = { tickets: 1, face_value_wei: "5", expected_value_attowei: "7" };
const request = (n: number, gateway: Address | null): RequestEntry => ({
  request: pseudonym(n),
  pipeline: null,
  model: null,
  gateway,
  received: true,
  purpose: "live" as const,
  missing_capacity: false,
});

/** A request, a payment, slots and a job, of which only what is told says the gateway's address. */
const told = (of: typeof NAMELESS, inRequest: Address | null, inPayment: Address | null) => [
  line(of, 3, {
    requests: [request(1, null)],
    jobs: [jobEntry({ gateway: null })],
    capacity: [
      {
        orchestrator: address("bb"),
        node: null,
        pipeline: null,
        model: null,
        busy_slot_ms: 1,
        idle_slot_ms: 1,
        loading_slot_ms: 0,
      },
    ],
  }),
  line(of, 4, {
    requests: [request(2, inRequest)],
    payments: [{ job: null, orchestrator: address("bb"), gateway: inPayment, fees }],
  }),
];

const namesIn = async (of: typeof NAMELESS, ...said: [Address | null, Address | null]) => {
  const { rollups, jobs } = await publishLines([of, AGENT], told(of, ...said));
  const names = rollups.filter(({ orchestrator, gateway }) => !orchestrator || gateway);
  return [...new Set([...names, ...jobs].map(({ gateway }) => gateway))];
};

it("publishes everything of one gateway under one name: its registered address, whatever is claimed", async () => {
  expect(await namesIn(NAMED, CLAIMED, address("c2"))).toEqual([address("99")]);
});

it("takes the only address that its windows name, where none is registered", async () => {
  expect(await namesIn(NAMELESS, CLAIMED, CLAIMED)).toEqual([CLAIMED]);
  expect(await namesIn(NAMELESS, null, CLAIMED)).toEqual([CLAIMED]);
});

it("takes the agent's key where its windows name several addresses, or none", async () => {
  expect(await namesIn(NAMELESS, CLAIMED, address("c2"))).toEqual([NAMELESS.agent]);
  expect(await namesIn(NAMELESS, null, null)).toEqual([NAMELESS.agent]);
});
