import { expect, it } from "vitest";
import { trustOf } from "../../../schema/sla/trust.ts";

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
