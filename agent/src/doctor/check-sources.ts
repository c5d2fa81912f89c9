import type { CollectorHealth } from "../../../schema/wire/window.ts";
import type { Role } from "../../../schema/wire/workflow.ts";
import type { Host } from "../host.ts";
import { collectorsOf } from "../settings/collectors.ts";
import type { Resolved } from "../settings/resolve.ts";
import { SOURCE_SETTINGS } from "../settings/sources.ts";
import type { SettingName } from "../settings/settings.ts";
import { SOURCE_ADVICE, SOURCES_OF } from "./advice.ts";
import type { Check } from "./check.ts";
import { tryCollectors, type Tried } from "./try-collectors.ts";

/** What can be read from standard input. */
const PIPED = [
  ["events", "events"],
  ["node-log", "node_log"],
] as const;

/** A trial names nothing that anybody keeps. */
const TRIAL = { salt: "trial", since: null };

/** How long the sources are tried at most, in milliseconds. */
const TRY_MS = 4_000;

/**
 * How each source of such a node is: as the running agent says, where one runs, else by trying. A source that somebody
 * set and that does not work is broken; one that was only looked for is absent.
 *
 * @param running  the collectors of the running agent's newest window; null where none runs
 */
export async function checkSources(
  { settings, origins }: Resolved,
  role: Role,
  running: readonly CollectorHealth[] | null,
  host: Host,
): Promise<Check[]> {
  const piped = PIPED.filter(([, setting]) => running === null && settings[setting] === "-");
  const files = Object.fromEntries(piped.map(([, setting]) => [setting, null]));
  const trial = () => collectorsOf({ ...settings, ...files }, role, TRIAL, { stdin: host.stdin });
  const states: readonly (CollectorHealth & Partial<Tried>)[] =
    running ?? (await tryCollectors(trial(), TRY_MS, host));
  const wanted = new Set([...SOURCES_OF[role], ...states.map(({ name }) => name)]);
  return [...wanted].map((name) => {
    const asked = SOURCE_SETTINGS[name].filter((setting) => setting in origins);
    const state = states.find((each) => each.name === name);
    if (state !== undefined) return checkOf(state, asked);
    if (piped.some(([of]) => of === name))
      return { name, status: "ok", found: "standard input, read by `start`", todo: null };
    if (asked.some((setting) => settings[setting] === null))
      return { name, status: "ok", found: "switched off", todo: null };
    const status = asked.length > 0 ? "broken" : "absent";
    return { name, status, found: "not set, or not enough", todo: SOURCE_ADVICE[name] };
  });
}

function checkOf(
  { name, status, reason, facts }: CollectorHealth & Partial<Tried>,
  asked: readonly SettingName[],
): Check {
  if (status === "ok") {
    const gave = facts === undefined ? "" : `, ${facts} facts while it was tried`;
    return { name, status, found: `${reason ?? "it answers"}${gave}`, todo: null };
  }
  const set = asked.length === 0 ? "" : ` (${asked.join(", ")} is set)`;
  return {
    name,
    status: asked.length === 0 ? "absent" : "broken",
    found: `${status}: ${reason ?? "no reason given"}${set}`,
    todo: SOURCE_ADVICE[name],
  };
}
