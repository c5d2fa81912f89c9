import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { expect, it } from "vitest";
import { Target, TargetInput } from "../../../schema/wire/target.ts";
import { allTargets, upsertTargets } from "../../../workers/store/targets.ts";

const input = (service_uri: string) =>
  TargetInput.safeParse({
    url: "https://agent.test",
    agent: `ed25519:${"A".repeat(43)}`,
    role: "orchestrator",
    orchestrator: `0x${"ab".repeat(20)}`,
    service_uri,
  });

it("keeps a service URI with its target, and forgets it when the row says none", async () => {
  const db = drizzle(env.DB);
  const row = { id: "0".repeat(16), shard: 0, registered_at: 0, enabled: true, trust: 0 };
  const target = Target.parse({ ...input("https://orchestrator.test:8935").data, ...row });
  await upsertTargets(db, [target]);
  expect(await allTargets(db)).toEqual([target]);
  const { service_uri: _, ...without } = target;
  await upsertTargets(db, [without]);
  expect(await allTargets(db)).toEqual([without]);
});

it("knows the service host by the URI where nobody says it", () => {
  expect(input("https://Orchestrator.test:8935/").data).toMatchObject({
    service_uri: "https://orchestrator.test:8935",
    service_host: "orchestrator.test",
  });
});

it.each([
  "http://orchestrator.test:8935",
  "orchestrator.test:8935",
  "https://user@orchestrator.test:8935",
  "https://orchestrator.test:8935/path",
  "https://orchestrator.test:99999",
  "https://",
  "",
])("refuses %j: a gateway could not dial it", (uri) => {
  expect(input(uri).success).toBe(false);
});
