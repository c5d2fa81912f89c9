import { existsSync, globSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Identity } from "../../schema/wire/identity.ts";
import { runMain } from "./support/run-main.ts";
import { START, temporaryFolder } from "./support/test-agent.ts";

const run = (args: readonly string[]) =>
  runMain(args, { now: () => START + 86_400_000, stop: AbortSignal.abort() });

it("prints who it is, the same every time", async () => {
  const store = temporaryFolder();
  const first = await run(["identity", "--store", store, "--role", "gateway", "--region", "fra"]);
  expect(Identity.parse(JSON.parse(first.out))).toMatchObject({ role: "gateway", region: "fra" });
  expect(await run(["identity", "--store", store])).toEqual(first);
});

const COMMANDS =
  "start init doctor status score share identity delegate import export verify".split(" ");

it("documents every command, the exit status, and examples", async () => {
  const { exit, out } = await run(["--help"]);
  expect(exit).toBe(0);
  expect(out).toContain("Exit status: 0 done, or it holds; 1 it does not hold; 2 it could not");
  for (const command of COMMANDS) {
    expect(out).toMatch(new RegExp(`^ {2}${command} `, "m"));
    const help = await run([command, "--help"]);
    expect(help.out).toContain(`$ livepeer-sla-agent ${command}`);
  }
});

it.each([
  ["an unknown option", ["start", "--prot", "1"], "unknown option '--prot'"],
  ["an unknown command", ["strat"], "strat"],
  [
    "a role that there is not",
    ["identity", "--role", "broadcaster"],
    "expected orchestrator or gateway",
  ],
  ["an address that is none", ["identity", "--orchestrator", "0x12"], "expected an address"],
  ["a port that is none", ["start", "--port", "70000"], "from 0 to 65535"],
  ["an import of nothing", ["import"], "missing required argument 'file'"],
])("ends with 2 for %s, and says so without a stack", async (_, args, said) => {
  const { exit, err } = await run(args);
  expect(exit).toBe(2);
  expect(err).toContain(said);
  expect(err).not.toContain("    at ");
});

it("ends with 2 for a file that is not there", async () => {
  const { exit, err } = await run([
    "import",
    "--store",
    temporaryFolder(),
    "--role",
    "gateway",
    "/nowhere.json",
  ]);
  expect([exit, err]).toEqual([2, "ENOENT: no such file or directory, open '/nowhere.json'"]);
});

it("ends with 2 for a new store without a role", async () => {
  const { exit, err } = await run(["identity", "--store", temporaryFolder()]);
  expect([exit, err]).toEqual([2, "a new store needs a role: orchestrator or gateway"]);
});

it("starts and ends cleanly when it is asked to", async () => {
  const args = [
    "--store",
    temporaryFolder(),
    "--role",
    "gateway",
    "--port",
    "0",
    "--ingest-port",
    "0",
  ];
  const { exit, out } = await run(args);
  expect(exit).toBe(0);
  expect(out).toMatch(/windows: http:\/\/127\.0\.0\.1:\d+\/v1\/windows/);
});

it("passes over what it cannot read, says where, and counts it", async () => {
  const file = join(temporaryFolder(), "events.json");
  writeFileSync(file, '{"type":1}\n');
  const { exit, out, err } = await run([
    "import",
    "--store",
    temporaryFolder(),
    "--role",
    "gateway",
    file,
  ]);
  expect(exit).toBe(0);
  expect(err).toContain(`${file}:1: passed over: `);
  expect(out).toContain("0 observations imported, 0 known before, 1 refused");
});

const EVENTS = globSync("../shared/data/streaming-events/*.json").toSorted();

describe.skipIf(EVENTS.length === 0 && !existsSync("../shared/data/streaming-events"))(
  "the real events of ../shared/data/streaming-events (skipped where they are absent)",
  () => {
    it("imports them once: from 13:48 to 13:54, seven windows", async () => {
      const store = temporaryFolder();
      const args = ["import", "--store", store, "--role", "gateway", "--json", ...EVENTS];
      const first = JSON.parse((await run(args)).out);
      expect(first).toMatchObject({ duplicate: 0, rejected: 0, windows: 7 });
      expect(JSON.parse((await run(args)).out)).toMatchObject({
        accepted: 0,
        duplicate: first.accepted,
        windows: 0,
      });
    });
  },
);
