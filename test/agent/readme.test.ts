import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { openAgent } from "../../agent/src/agent.ts";
import { ingestApp } from "../../agent/src/http/ingest-app.ts";
import { listen } from "../../agent/src/http/listen.ts";
import { REACH_ADVICE } from "../../agent/src/reach/advice.ts";
import { flagOf, SETTING_NAMES, variableOf } from "../../agent/src/settings/settings.ts";
import manifest from "../../agent/package.json" with { type: "json" };
import { START, temporaryFolder } from "./support/test-agent.ts";

const README = readFileSync("agent/README.md", "utf8");

/** The only block of a language, with the agent's ingest port in place of the default one. */
const block = (language: string, url: string): string => {
  const [, code] = new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\``, "m").exec(README) ?? [];
  return String(code).replace("http://127.0.0.1:9481", url);
};

/** An agent whose clock stands still. */
async function ingest(nowMs: number): Promise<string> {
  const store = temporaryFolder();
  const agent = openAgent({ store, role: "orchestrator" }, { now: () => nowMs });
  onTestFinished(() => agent.close());
  agent.seal();
  const { url, close } = await listen(ingestApp(agent).fetch, { host: "127.0.0.1", port: 0 });
  onTestFinished(close);
  return url;
}

it("has a curl example that the agent takes, and answers as it says", async () => {
  const code = block("sh", await ingest(START + 3_600_000));
  const { stdout } = await promisify(execFile)("bash", ["-c", code]);
  const said = /^\{"accepted".*\}$/m.exec(README)?.[0];
  expect(stdout.trim()).toBe(said);
});

it("has a Python example that the agent takes", async () => {
  const code = block("python", await ingest(Date.now()));
  const { stdout } = await promisify(execFile)("python3", ["-c", code]);
  expect(stdout).toContain("'accepted': 2, 'duplicate': 0, 'late': 0, 'rejected': 0");
});

it("names every setting, with its flag and its variable, and every reason for not being reached", () => {
  for (const name of SETTING_NAMES)
    for (const word of [name, flagOf(name), variableOf(name)])
      expect(README).toContain(`\`${word}\``);
  for (const fault of Object.keys(REACH_ADVICE).filter((fault) => fault !== "bad_url"))
    expect(README).toContain(`\`${fault}\``);
  expect(README).toContain(`livepeer-sla-agent@${manifest.version} `);
});
