import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "smol-toml";
import { expect, it } from "vitest";
import { SignedWindow } from "../../schema/wire/window.ts";
import { TargetInput } from "../../schema/wire/target.ts";
import { isSignedByItsAgent } from "../../schema/wire/signature.ts";
import { runMain } from "./support/run-main.ts";
import { delegated, ORCHESTRATOR } from "../support/wallets.ts";
import { recipient, START, temporaryFolder, testAgent } from "./support/test-agent.ts";

// A name that every resolver knows and that nobody asks: the answer is the test's own.
const URL_ = "http://sla.example.invalid:9480";

function sealed() {
  const who = { role: "orchestrator", orchestrator: recipient(1) as never } as const;
  const test = testAgent({ ...who, region: "fra" as never });
  test.agent().seal();
  test.live(2);
  const home = temporaryFolder();
  const config = join(home, "sla.toml");
  const share = (args: readonly string[], typed: readonly string[] = []) =>
    runMain(["share", "--store", test.store, "--config", config, ...args], { home, typed, fetch });
  return { test, config, share };
}

const start = (config: string) => {
  writeFileSync(config, "# mine\n");
  return config;
};

it("shows a real window as strangers will see it, and changes nothing without a yes", async () => {
  const { test, config, share } = sealed();
  start(config);
  for (const typed of [[], ["\n"], ["n\n"], ["yesterday\n"]]) {
    const { exit, out, err } = await share([URL_], typed);
    expect([exit, err]).toEqual([2, expect.stringContaining("nothing was changed")]);
    const shown = SignedWindow.parse(JSON.parse(out.slice(0, out.indexOf("\n}\n") + 2)));
    expect(await isSignedByItsAgent(shown)).toBe(true);
    expect(shown.window.agent).toBe(test.agent().identity().agent);
  }
  expect(readFileSync(config, "utf8")).toBe("# mine\n");
});

it("writes the URL after a yes, and prints a registry entry that a scraper takes", async () => {
  const { test, config, share } = sealed();
  start(config);
  const { exit, out } = await share([URL_], ["y\n"]);
  // The name does not exist (RFC 6761), so it is not reached, and opening a port would not help.
  expect(exit).toBe(1);
  expect(out).toContain("dns: ");
  expect(parse(readFileSync(config, "utf8"))).toEqual({ listen: { public_url: URL_ } });
  expect(readFileSync(config, "utf8")).toContain("# mine");
  const entry = TargetInput.parse(JSON.parse(out.slice(out.lastIndexOf("\n{\n"))));
  expect(entry).toMatchObject({
    url: URL_,
    agent: test.agent().identity().agent,
    role: "orchestrator",
    orchestrator: recipient(1),
    region: "fra",
  });
});

it("opens the port where it is told to, and prints the entry alone with --json", async () => {
  const { config, share } = sealed();
  start(config);
  const { out } = await share([URL_, "--yes", "--json", "--listen", "::"]);
  expect(TargetInput.parse(JSON.parse(out)).url).toBe(URL_);
  expect(parse(readFileSync(config, "utf8"))).toEqual({
    listen: { host: "::", public_url: URL_ },
  });
});

it("puts the service and the kept delegation into the entry", async () => {
  const test = testAgent({ role: "orchestrator", orchestrator: ORCHESTRATOR.address });
  const config = start(join(temporaryFolder(), "sla.toml"));
  const signed = delegated({
    agent_key: test.agent().identity().agent,
    agent_url: URL_,
    node: null,
  });
  writeFileSync(join(test.store, "delegation.json"), JSON.stringify(signed));
  writeFileSync(config, '[registry]\nservice_uri = "https://orch.example.org:8935"\n');
  const args = ["share", URL_, "--yes", "--json", "--store", test.store, "--config", config];
  const at = (now: number) => runMain(args, { fetch, now: () => now });
  const { out, err } = await at(START);
  expect(err).toBe("");
  expect(TargetInput.parse(JSON.parse(out))).toMatchObject({
    service_uri: "https://orch.example.org:8935",
    service_host: "orch.example.org",
    delegation: signed,
  });
  const late = await at(Date.parse("2026-02-01T00:00:00Z"));
  expect(late.err).toContain("(expired)");
  expect(JSON.parse(late.out)).not.toHaveProperty("delegation");
});

it("makes a settings file where there is none", async () => {
  const { share } = sealed();
  const home = temporaryFolder();
  const path = join(home, ".livepeer-sla-agent", "config.toml");
  const { test } = sealed();
  await runMain(["share", URL_, "--yes", "--store", test.store], { home, fetch });
  expect(existsSync(path)).toBe(true);
  expect(parse(readFileSync(path, "utf8"))).toMatchObject({ listen: { public_url: URL_ } });
  expect((await share([URL_, "--yes"])).err).toContain("cannot be read: ENOENT");
});

it.each([
  ["https://203.0.113.7", "https://203.0.113.7: an IP address; scrapers run on Workers"],
  ["https://localhost:9480", "a loopback host; give a name that the public DNS knows"],
  ["https://sla.example.org/path", "holds a path or a query; give scheme, host and port alone"],
])("refuses %s before it asks anything", async (url, message) => {
  const { config, share } = sealed();
  start(config);
  const { exit, out, err } = await share([url, "--yes"]);
  expect([exit, out]).toEqual([2, ""]);
  expect(err).toContain(message);
});
