import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import agent from "../agent/package.json" with { type: "json" };
import root from "../package.json" with { type: "json" };

/** Licences that ask for no more than their text, so that a fork may do what it likes. */
const PERMISSIVE = new Set([
  "MIT",
  "MIT-0",
  "ISC",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "0BSD",
  "CC0-1.0",
  "BlueOak-1.0.0",
  "Unlicense",
]);

/** Tools that no user of ours receives, by how their names begin: never bundled, never published. */
const TOOLS_ONLY: readonly (readonly [prefix: string, licence: RegExp])[] = [
  ["axe-core", /^MPL-2.0$/],
  ["lightningcss", /^MPL-2.0$/],
  ["@img/sharp-", /LGPL-3.0-or-later/],
];

type Locked = Readonly<{
  license?: string;
  hasInstallScript?: boolean;
  link?: boolean;
  dev?: boolean;
}>;
const lock: Record<string, Locked> = JSON.parse(readFileSync("package-lock.json", "utf8")).packages;
const nameOf = (path: string): string => path.split("node_modules/").at(-1) ?? path;

/** The licence that a package states: the lockfile's, else its own manifest's. */
function licenceOf(path: string, { license }: Locked): string {
  if (license !== undefined) return license;
  const manifest = `${path}/package.json`;
  return existsSync(manifest)
    ? String(JSON.parse(readFileSync(manifest, "utf8")).license)
    : "unknown";
}

/** `(MIT OR Apache-2.0)`: one permissive choice suffices; of an AND every part must be. */
const isPermissive = (licence: string): boolean =>
  licence
    .replaceAll(/[()]/g, "")
    .split(" OR ")
    .some((choice) => choice.split(" AND ").every((one) => PERMISSIVE.has(one.trim())));

const packages = Object.entries(lock).filter(
  ([path, { link }]) => path.includes("node_modules/") && !link,
);

it("depends on nothing that asks more of a fork than to keep its licence's text", () => {
  const others = packages
    .map(([path, locked]) => [nameOf(path), licenceOf(path, locked)] as const)
    .filter(([, licence]) => !isPermissive(licence))
    .filter(
      ([name, licence]) =>
        !TOOLS_ONLY.some(([prefix, known]) => name.startsWith(prefix) && known.test(licence)),
    );
  expect(others).toEqual([]);
});

it("gives users of the agent permissive licences only", () => {
  const given = Object.keys(agent.dependencies).map((name) =>
    licenceOf(`node_modules/${name}`, lock[`node_modules/${name}`] ?? {}),
  );
  expect(given.filter((licence) => !isPermissive(licence))).toEqual([]);
});

it("runs nothing of ours at install, and names whose scripts may run", () => {
  const hooks = /^(pre|post)?install$|^prepare$/;
  for (const { scripts } of [root, agent])
    expect(Object.keys(scripts).filter((name) => hooks.test(name))).toEqual([]);
  const scripted = packages
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([path]) => nameOf(path));
  const allowed = new Set([...Object.keys(root.allowScripts), "fsevents", "sharp"]);
  expect(scripted.filter((name) => !allowed.has(name))).toEqual([]);
});
