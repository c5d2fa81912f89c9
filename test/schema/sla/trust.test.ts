import fc from "fast-check";
import { expect, it } from "vitest";
import {
  delegationFault,
  heldTrust,
  trustAt,
  trustOf,
  trustWhileHeld,
} from "../../../schema/sla/trust.ts";
import { Target } from "../../../schema/wire/target.ts";
import { delegated, NODE, ORCHESTRATOR, STRANGER } from "../../support/wallets.ts";

const URL_ = "https://orch.example.org:9480";

it.each([
  ["orch.example.org", 1],
  ["ORCH.example.org:8935", 1],
  ["example.org", 0],
  ["orch.example.org.evil.net", 0],
  ["evil.net/orch.example.org", 0],
  ["orch.example.org@evil.net", 0],
  ["", 0],
  [null, 0],
] as const)(
  "founds an agent's claim under the service host %j at level %d",
  (service_host, level) => {
    expect(trustOf({ url: URL_, service_host })).toBe(level);
  },
);

it("takes two rows without a host for no claim", () => {
  expect(trustOf({ url: "not a URL", service_host: "" })).toBe(0);
});

const row = (override: Partial<Target> = {}): Target =>
  Target.parse({
    id: "0".repeat(16),
    url: "https://agent.example",
    agent: `ed25519:${"A".repeat(43)}`,
    role: "orchestrator",
    orchestrator: ORCHESTRATOR.address,
    node: NODE.address,
    gateway: null,
    service_host: null,
    region: null,
    lookback_ms: 0,
    shard: 0,
    registered_at: 0,
    enabled: true,
    trust: 0,
    ...override,
  });

const BEGIN = Date.parse("2026-01-01T00:00:00Z");
const END = Date.parse("2026-02-01T00:00:00Z");

it.each([
  ["the orchestrator", ORCHESTRATOR, [3, 3]],
  ["the node", NODE, [2, 2]],
  ["a stranger", STRANGER, [0, 1]],
] as const)(
  "founds a claim on what %s signed while it holds, and on the host before and after",
  (_, by, held) => {
    for (const [i, service_host] of [null, "agent.example:8935"].entries()) {
      const known = row({ service_host, delegation: delegated({}, by) });
      // The signer's clock may be five minutes ahead.
      const times = [BEGIN - 300_001, BEGIN - 300_000, BEGIN, END - 1, END];
      const levels = times.map((atMs) => trustAt(known, atMs));
      expect(levels).toEqual([i, held[i], held[i], held[i], i]);
      expect(trustWhileHeld(known)).toBe(held[i]);
    }
  },
);

it("knows the level of a registered row at every moment as its signature founds it, without looking at the signature", () => {
  const row_ = fc.record({
    by: fc.constantFrom(ORCHESTRATOR, NODE, STRANGER),
    service_host: fc.constantFrom(null, "agent.example", "other.example"),
    node: fc.constantFrom(null, NODE.address),
    chain_id: fc.constantFrom(1, 42_161),
    hasOne: fc.boolean(),
  });
  const moment = fc.oneof(
    fc.integer({ min: BEGIN - 600_000, max: END + 600_000 }),
    fc.constantFrom(BEGIN - 300_001, BEGIN - 300_000, BEGIN, END - 1, END),
  );
  fc.assert(
    fc.property(row_, moment, ({ by, service_host, node, chain_id, hasOne }, atMs) => {
      const delegation = hasOne ? { delegation: delegated({ chain_id }, by) } : {};
      const known = row({ service_host, node, ...delegation });
      const registered = { ...known, trust: trustWhileHeld(known) };
      expect(heldTrust(registered, atMs)).toBe(trustAt(known, atMs));
    }),
    { numRuns: 60 },
  );
});

it("finds nothing wrong with a row that has no delegation, or one that founds a level", () => {
  expect(delegationFault(row(), BEGIN)).toBeNull();
  for (const by of [ORCHESTRATOR, NODE])
    expect(delegationFault(row({ delegation: delegated({}, by) }), BEGIN)).toBeNull();
});

const good = delegated({});
const cut = { ...good, signature: `0x${"0".repeat(130)}` };
const other = STRANGER.address;

it.each([
  ["wrong_agent", { delegation: delegated({ agent_key: `ed25519:${"B".repeat(43)}` }) }],
  ["wrong_orchestrator", { delegation: delegated({ orchestrator: other }) }],
  ["wrong_url", { delegation: delegated({ agent_url: "https://elsewhere.example" }) }],
  ["wrong_url", { delegation: delegated({ agent_url: "http://agent.example" }) }],
  ["wrong_signer", { delegation: delegated({}, STRANGER) }],
  ["wrong_signer", { delegation: delegated({}, NODE), node: null }],
  ["wrong_signer", { delegation: delegated({}, NODE), node: other }],
  ["no_orchestrator", { delegation: good, role: "gateway", orchestrator: null }],
  ["wrong_chain", { delegation: delegated({ chain_id: 1 }) }],
  ["too_long", { delegation: delegated({ expires: "2026-06-01T00:00:00Z" }) }],
  ["not_yet", { delegation: delegated({ not_before: "2026-01-20T00:00:00Z" }) }],
  ["expired", { delegation: delegated({ expires: "2026-01-02T00:00:00Z" }) }],
  ["bad_signature", { delegation: cut }],
  ["not_a_delegation", { delegation: { ...good, text: "I delegate" } }],
  ["32_bytes", { delegation: { ...good, text: "x".repeat(32) } }],
] as const)("refuses as %s the row %j", (refused, override) => {
  const fault = delegationFault(row(override as Partial<Target>), BEGIN + 10 * 86_400_000);
  expect(fault).toMatchObject({ refused });
});
