import { once } from "node:events";
import { createWriteStream, existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Identity } from "../../../schema/wire/identity.ts";
import { WindowsPage } from "../../../schema/wire/window.ts";
import type { Host } from "../host.ts";
import { Refusal } from "../refusal.ts";
import { examples, readSettings, settingsOptions, type AddCommand, type Flags } from "./options.ts";
import { withOwnAgent, type Get } from "./own-agent.ts";

type Options = Flags & Readonly<{ force?: true; json?: true }>;

/** `export <folder>`: every window that is kept, as it was signed, and who signed them. */
export const exportCommand: AddCommand = (program, host) => {
  const command = program
    .command("export")
    .description("write every kept window as NDJSON (windows.ndjson), and identity.json")
    .argument("<folder>", "made where it is absent")
    .option("--force", "write over what is there")
    .option("--json", "print the result as JSON");
  settingsOptions(command, ["store"])
    .addHelpText("after", examples("export ./evidence"))
    .action(async (folder: string, { force, json, ...flags }: Options) => {
      const { store } = readSettings(flags, host).settings;
      const target = join(folder, "windows.ndjson");
      if (!force && existsSync(target))
        throw new Refusal(`${target} is there already; --force writes over it`);
      await withOwnAgent(store, host, async (get) => {
        mkdirSync(folder, { recursive: true });
        const identity = Identity.parse(await (await get("/v1/identity")).json());
        const windows = await writeWindows(get, target, host);
        writeFileSync(join(folder, "identity.json"), `${JSON.stringify(identity, null, 2)}\n`);
        host.progress?.("");
        host.out(
          json
            ? JSON.stringify({ folder, windows, agent: identity.agent })
            : `${windows} windows of ${identity.agent} written to ${target}`,
        );
      });
    });
};

/** Written whole under another name first: a window file that has its name is complete. Returns how many there are. */
async function writeWindows(get: Get, target: string, { progress }: Host): Promise<number> {
  const draft = `${target}.part`;
  const file = createWriteStream(draft);
  let [written, query] = [0, ""];
  for (;;) {
    const page = WindowsPage.parse(await (await get(`/v1/windows?limit=1000${query}`)).json());
    for (const signed of page.windows)
      if (!file.write(`${JSON.stringify(signed)}\n`)) await once(file, "drain");
    written += page.windows.length;
    progress?.(`${written} windows written`);
    if (page.windows.length === 0) break;
    query = `&after=${encodeURIComponent(page.next)}`;
  }
  file.end();
  await once(file, "close");
  renameSync(draft, target);
  return written;
}
