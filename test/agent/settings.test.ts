import fc from "fast-check";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { defaultConfigPath, findSettingsFile } from "../../agent/src/settings/find-file.ts";
import { readSettingsFile } from "../../agent/src/settings/read-file.ts";
import { resolveSettings, type Said } from "../../agent/src/settings/resolve.ts";
import { settingsFile, withSetting } from "../../agent/src/settings/write-file.ts";
import { temporaryFolder } from "./support/test-agent.ts";

const said = ({ file = "", ...more }: Partial<Omit<Said, "file">> & { file?: string }) =>
  resolveSettings({
    flags: {},
    env: {},
    home: "/home/op",
    ...more,
    file: { path: "/etc/sla.toml", text: file },
  });

it("takes the flag, else the environment, else the file, else the default", () => {
  const place = fc.option(fc.integer({ min: 1, max: 65_535 }), { nil: undefined });
  fc.assert(
    fc.property(place, place, place, (flag, variable, inFile) => {
      const { settings, origins } = said({
        flags: flag === undefined ? {} : { port: String(flag) },
        env: variable === undefined ? {} : { LIVEPEER_SLA_PORT: String(variable) },
        file: inFile === undefined ? "" : `[listen]\nport = ${inFile}\n`,
      });
      expect(settings.port).toBe(flag ?? variable ?? inFile ?? 9480);
      const places = { flag, environment: variable, file: inFile };
      const strongest = Object.entries(places).find(([, value]) => value !== undefined)?.[0];
      expect(origins.port).toBe(strongest);
    }),
  );
});

it("keeps its store under the user's folder by default, and listens on loopback", () => {
  expect(said({}).settings).toEqual({
    store: "/home/op/.livepeer-sla-agent",
    host: "127.0.0.1",
    port: 9480,
    ingest_port: 9481,
  });
});

it.each([
  [
    "a flag",
    { flags: { port: "70000" } },
    'port: expected a whole number from 0 to 65535, not "70000" (from the flag --port)',
  ],
  [
    "a variable",
    { env: { LIVEPEER_SLA_ROLE: "both" } },
    'role: expected orchestrator or gateway, not "both" (from the environment, LIVEPEER_SLA_ROLE)',
  ],
  [
    "a line of the file",
    { file: "[sources]\ntrickle_url = 7" },
    "trickle_url: expected an http or https URL, or off, not 7 (from /etc/sla.toml, [sources] trickle_url)",
  ],
  [
    "a table for a value",
    { file: "[listen]\nport = { a = 1 }" },
    "port: expected a whole number from 0 to 65535",
  ],
  [
    "no list of URLs",
    { file: '[sources]\nrunner_urls = ["http://a", 3]' },
    "runner_urls: expected http or https URLs",
  ],
  [
    "a setting that there is not",
    { file: "[listen]\nprot = 1" },
    "/etc/sla.toml: there is no setting prot in [listen]",
  ],
  [
    "a setting in another section",
    { file: "port = 1" },
    "/etc/sla.toml: port belongs into [listen]",
  ],
  [
    "a section that there is not",
    { file: "[server]\nport = 1" },
    "/etc/sla.toml: there is no section [server]",
  ],
  ["what is not TOML", { file: "role = orchestrator" }, "/etc/sla.toml:1:8: "],
] as const)("refuses %s, and says where it came from", (_, given, message) => {
  expect(() => said(given)).toThrow(message);
});

it("names every bad value at once", () => {
  expect(() => said({ flags: { port: "x", region: "FRA!" } })).toThrow(/region: [^]*\nport: /);
});

it("does not look at a weaker place than the one that speaks", () => {
  expect(said({ flags: { port: "1" }, env: { LIVEPEER_SLA_PORT: "x" } }).settings.port).toBe(1);
});

it("takes an empty variable for none, and off for null", () => {
  const { settings } = said({
    env: { LIVEPEER_SLA_PORT: "", LIVEPEER_SLA_GPU_COMMAND: "off" },
    file: '[sources]\nrunner_urls = ["http://127.0.0.1:8900/", "http://10.0.0.2:8900"]',
  });
  expect(settings).toMatchObject({
    port: 9480,
    gpu_command: null,
    runner_urls: ["http://127.0.0.1:8900", "http://10.0.0.2:8900"],
  });
  const { runner_urls } = said({ flags: { runner_urls: "http://a:1, http://b:2" } }).settings;
  expect(runner_urls).toEqual(["http://a:1", "http://b:2"]);
});

it("finds the file by the flag, by the environment, or in the user's folder", () => {
  const home = temporaryFolder();
  expect(findSettingsFile(undefined, {}, home)).toBeNull();
  mkdirSync(join(home, ".livepeer-sla-agent"));
  for (const name of ["flag.toml", "env.toml"]) writeFileSync(join(home, name), `# ${name}`);
  writeFileSync(defaultConfigPath(home), "# default");
  const env = { LIVEPEER_SLA_CONFIG: join(home, "env.toml") };
  expect(findSettingsFile(join(home, "flag.toml"), env, home)?.text).toBe("# flag.toml");
  expect(findSettingsFile(undefined, env, home)?.text).toBe("# env.toml");
  expect(findSettingsFile(undefined, {}, home)?.text).toBe("# default");
  expect(() => findSettingsFile("/nowhere.toml", {}, home)).toThrow(
    "the settings file /nowhere.toml cannot be read: ENOENT",
  );
});

it.each([
  ["what init wrote", settingsFile({ role: "gateway", port: 1 })],
  [
    "what init wrote, already shared",
    settingsFile({ host: "::", public_url: "https://a.example" }),
  ],
  ["a file by hand", 'role = "gateway"\n[sources]\nevents = "-"\n'],
  ["a file that listens elsewhere", '[listen] # here\nhost = "127.0.0.1" # safe\n'],
  ["an empty file", ""],
])("sets one thing in %s, and changes no other", (_, before) => {
  const after = withSetting(before, "host", '0.0.0.0"\\');
  const expected = { ...readSettingsFile(before, "a"), host: '0.0.0.0"\\' };
  expect(readSettingsFile(after, "a")).toEqual(expected);
  const kept = before.split("\n").filter((line) => !/^#? ?host =/.test(line));
  for (const line of kept) expect(after.split("\n")).toContain(line);
});
