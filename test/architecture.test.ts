import { globSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { basename, dirname, join } from "node:path";
import { expect, it } from "vitest";
import agent from "../agent/package.json" with { type: "json" };

/** Folder → the folders it may import, besides itself. Use cases never import one another. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  "schema/wire": [],
  "schema/sla": ["schema/wire", "schema/policy"],
  "schema/tables": ["schema/wire"],
  "workers/store": ["schema/wire", "schema/sla", "schema/tables"],
  "workers/config": [],
  "workers/scraper": [
    "schema/wire",
    "schema/sla",
    "schema/policy",
    "workers/store",
    "workers/config",
  ],
  "workers/api": [
    "schema/wire",
    "schema/sla",
    "schema/policy",
    "workers/store",
    "workers/config",
    "datasets/v1",
  ],
  "workers/sla-cron": [
    "schema/wire",
    "schema/sla",
    "schema/policy",
    "workers/store",
    "workers/config",
  ],
  "workers/index.ts": ["workers/scraper", "workers/api", "workers/sla-cron"],
  "agent/src": ["schema/wire", "schema/sla", "schema/policy", "agent/package.json"],
};

/** The contract runs anywhere, so it depends on little. */
const CONTRACT_MAY_USE: Record<string, readonly string[]> = {
  "schema/wire": [
    "zod",
    "canonicalize",
    "@noble/curves/secp256k1.js",
    "@noble/hashes/sha2.js",
    "@noble/hashes/sha3.js",
    "@noble/hashes/utils.js",
  ],
  "schema/sla": ["zod"],
  "schema/tables": ["drizzle-orm/sqlite-core"],
};

const IMPORT =
  /^(?:import|export)\s(?:[^"';]*\bfrom\s*)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/gm;

const FILES = globSync("{schema,workers,agent}/**/*.{ts,tsx}", {
  exclude: ["**/node_modules", "**/dist", "**/*.d.ts"],
});
const SOURCES = new Map(FILES.map((file) => [file, readFileSync(file, "utf8")]));
const IMPORTS = [...SOURCES].flatMap(([file, source]) =>
  [...source.matchAll(IMPORT)].map(([, from, dynamic]) => ({ file, to: from ?? dynamic ?? "" })),
);
const LOCAL = IMPORTS.filter(({ to }) => to.startsWith(".")).map(({ file, to }) => ({
  file,
  to: join(dirname(file), to),
}));
const FOREIGN = IMPORTS.filter(({ to }) => !to.startsWith("."));

const folder = (file: string) => file.split("/").slice(0, 2).join("/");
const isComposition = (file: string) => ["bin.ts", "index.ts"].includes(basename(file));
const show = ({ file, to }: { file: string; to: string }) => `${file} imports ${to}`;

it("knows the folder of every file", () => {
  expect(FILES.filter((file) => !(folder(file) in MAY_IMPORT))).toEqual([]);
  expect(FILES.length).toBeGreaterThan(0);
});

it("imports only downwards", () => {
  const allowed = (from: string) => [from, ...(MAY_IMPORT[from] ?? [])];
  expect(
    LOCAL.filter(({ file, to }) => !allowed(folder(file)).includes(folder(to))).map(show),
  ).toEqual([]);
});

it("composes at the top only: no bin.ts or index.ts is imported, but by the all-in-one Worker", () => {
  expect(
    LOCAL.filter(({ file, to }) => isComposition(to) && file !== "workers/index.ts").map(show),
  ).toEqual([]);
});

it("keeps the dashboard in its layers: it knows the contract by its types alone, and what is shown knows no component", () => {
  const layers = ["view", "data", "parts", "pages"];
  const layerOf = (path: string) =>
    layers.indexOf(path.split("/dashboard/")[1]?.split("/")[0] ?? "");
  const own = LOCAL.filter(({ file }) => file.startsWith("workers/api/dashboard/"));
  const upwards = own.filter(
    ({ file, to }) =>
      to.includes("/dashboard/") && layerOf(file) >= 0 && layerOf(to) > layerOf(file),
  );
  expect(upwards.map(show)).toEqual([]);
  const beyond = own.filter(({ file, to }) => {
    const isType = new RegExp(`import type [^;]*"[^"]*${basename(to)}"`).test(
      SOURCES.get(file) ?? "",
    );
    return !to.includes("/dashboard/") && !isType;
  });
  expect(beyond.map(show)).toEqual([]);
});

it("has no import cycle", () => {
  expect(cycle()).toEqual([]);
});

it("keeps the contract to its few libraries", () => {
  const beyond = FOREIGN.filter(
    ({ file, to }) => file.startsWith("schema/") && !CONTRACT_MAY_USE[folder(file)]?.includes(to),
  );
  expect(beyond.map(show)).toEqual([]);
});

it("publishes the agent with every library that it and the contract import", () => {
  const builtIn = (name: string) => name.startsWith("node:") || builtinModules.includes(name);
  const library = (name: string) =>
    name
      .split("/")
      .slice(0, name.startsWith("@") ? 2 : 1)
      .join("/");
  const used = FOREIGN.filter(({ file }) =>
    ["agent/src", "schema/wire", "schema/sla"].includes(folder(file)),
  );
  expect(
    used.filter(({ to }) => !builtIn(to) && !(library(to) in agent.dependencies)).map(show),
  ).toEqual([]);
});

it("imports zod whole, which keeps bundles small", () => {
  expect(
    FILES.filter((file) => /import\s*\{[^}]*\}\s*from "zod"/.test(SOURCES.get(file) ?? "")),
  ).toEqual([]);
});

/** One import cycle, as the files along it; empty when there is none. */
function cycle(): string[] {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const { to } of LOCAL.filter((each) => each.file === file)) {
      const found = visit(to, [...path, file]);
      if (found.length > 0) return found;
    }
    done.add(file);
    return [];
  };
  return FILES.map((file) => visit(file, [])).find((found) => found.length > 0) ?? [];
}
