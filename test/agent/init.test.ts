import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "smol-toml";
import { expect, it } from "vitest";
import { resolveSettings } from "../../agent/src/settings/resolve.ts";
import { flagOf, SETTING_NAMES, variableOf } from "../../agent/src/settings/settings.ts";
import { runMain } from "./support/run-main.ts";
import { temporaryFolder } from "./support/test-agent.ts";

const written = async (...flags: readonly string[]) => {
  const home = temporaryFolder();
  const ran = await runMain(["init", ...flags], { home });
  const path = join(home, ".livepeer-sla-agent", "config.toml");
  return { ...ran, home, path, text: existsSync(path) ? readFileSync(path, "utf8") : "" };
};

it("writes a file that sets nothing, and explains every setting with its flag and its variable", async () => {
  const { exit, text } = await written();
  expect(exit).toBe(0);
  expect(parse(text)).toEqual({ listen: {}, registry: {}, sources: {} });
  for (const name of SETTING_NAMES) {
    expect(text).toContain(`\n# ${name} = `);
    expect(text).toContain(`(${flagOf(name)}, ${variableOf(name)})`);
  }
});

it("gives examples that hold: the file without its comment signs is valid, and sets everything", async () => {
  const { text } = await written();
  const bare = text.replaceAll(/^# (\w+ = )/gm, "$1");
  const { settings } = resolveSettings({
    flags: {},
    env: {},
    file: { path: "config.toml", text: bare },
    home: "/",
  });
  expect(Object.keys(settings).toSorted()).toEqual([...SETTING_NAMES].toSorted());
});

it("sets what is given as flags", async () => {
  const { text } = await written(
    "--role",
    "gateway",
    "--ingest-port",
    "7",
    "--runner-urls",
    "http://a:1,http://b:2",
    "--gpu-command",
    "off",
  );
  expect(parse(text)).toEqual({
    role: "gateway",
    listen: { ingest_port: 7 },
    registry: {},
    sources: { runner_urls: ["http://a:1", "http://b:2"], gpu_command: "off" },
  });
});

it("writes over no file unless it is told to", async () => {
  const { home, path } = await written();
  writeFileSync(path, "# mine");
  const again = await runMain(["init"], { home });
  expect([again.exit, again.err]).toEqual([2, `${path} is there already; --force writes over it`]);
  expect(readFileSync(path, "utf8")).toBe("# mine");
  expect((await runMain(["init", "--force"], { home })).exit).toBe(0);
  expect(readFileSync(path, "utf8")).not.toBe("# mine");
});

it("writes no file for a value that is wrong", async () => {
  const { exit, err, text } = await written("--region", "Frankfurt am Main");
  expect([exit, text]).toEqual([2, ""]);
  expect(err).toContain("region: expected lower-case letters, digits and dashes");
});

it("writes where --config or LIVEPEER_SLA_CONFIG says, and start reads it from there", async () => {
  const path = join(temporaryFolder(), "etc", "sla.toml");
  await runMain(["init", "--role", "gateway"], { env: { LIVEPEER_SLA_CONFIG: path } });
  expect(parse(readFileSync(path, "utf8"))).toMatchObject({ role: "gateway" });
  const store = temporaryFolder();
  const { out } = await runMain(["identity", "--config", path, "--store", store]);
  expect(JSON.parse(out)).toMatchObject({ role: "gateway" });
});

it("says as JSON which file it wrote, and what it set there", async () => {
  const { out, path } = await written("--json", "--role", "gateway");
  expect(JSON.parse(out)).toEqual({ file: path, set: ["role"] });
});
