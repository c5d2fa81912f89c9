import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { verifyAll } from "../../schema/sla/chain.ts";
import { Identity } from "../../schema/wire/identity.ts";
import { SignedWindow } from "../../schema/wire/window.ts";
import { runMain } from "./support/run-main.ts";
import { asking, servedBy, temporaryFolder, testAgent } from "./support/test-agent.ts";

it("writes every window as it was signed, and who signed it: all that it takes to check them", async () => {
  const test = testAgent();
  test.agent().seal();
  test.live(300);
  const folder = join(temporaryFolder(), "evidence");
  const shown: string[] = [];
  const progress = (text: string) => void shown.push(text);
  const ran = await runMain(["export", folder, "--store", test.store, "--json"], { progress });
  const identity = Identity.parse(JSON.parse(readFileSync(join(folder, "identity.json"), "utf8")));
  const lines = readFileSync(join(folder, "windows.ndjson"), "utf8").trimEnd().split("\n");
  const windows = lines.map((line) => SignedWindow.parse(JSON.parse(line)));
  expect(windows).toEqual(await servedBy(asking(test.agent())));
  expect(await verifyAll(windows, identity.agent)).toBeNull();
  expect([ran.exit, JSON.parse(ran.out)]).toEqual([
    0,
    { folder, windows: windows.length, agent: identity.agent },
  ]);
  expect(shown.length).toBeGreaterThan(1);
});

it("writes over no export, and makes none of a store that there is not", async () => {
  const test = testAgent();
  const folder = temporaryFolder();
  const once = ["export", folder, "--store", test.store];
  expect((await runMain(once)).exit).toBe(0);
  expect(await runMain(once)).toMatchObject({ exit: 2, err: expect.stringContaining("--force") });
  expect((await runMain([...once, "--force"])).exit).toBe(0);
  const none = join(temporaryFolder(), "none");
  const empty = await runMain(["export", folder, "--store", none, "--force"]);
  expect([empty.exit, existsSync(none)]).toEqual([2, false]);
});
