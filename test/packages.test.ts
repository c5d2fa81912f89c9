import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import agent from "../agent/package.json" with { type: "json" };
import root from "../package.json" with { type: "json" };

type Locked = {
  readonly optionalDependencies?: Record<string, string>;
  readonly resolved?: string;
};
const lock: Record<string, Locked> = JSON.parse(readFileSync("package-lock.json", "utf8")).packages;

it("asks for exact versions", () => {
  const asked = { ...root.devDependencies, ...agent.dependencies };
  expect(
    Object.entries(asked).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)),
  ).toEqual([]);
});

it("asks for one version of what both packages use", () => {
  const ours: Record<string, string> = root.devDependencies;
  const differing = Object.entries(agent.dependencies).filter(
    ([name, version]) => (ours[name] ?? version) !== version,
  );
  expect(differing).toEqual([]);
});

it("locks every platform's packages: npm ci refuses a lock file that lacks one", () => {
  const locked = new Set(Object.keys(lock).map((path) => path.split("node_modules/").at(-1)));
  const optional = Object.values(lock).flatMap(({ optionalDependencies = {} }) =>
    Object.keys(optionalDependencies),
  );
  expect(optional.filter((name) => !locked.has(name))).toEqual([]);
});

it("locks no registry's address", () => {
  expect(Object.values(lock).flatMap(({ resolved }) => resolved ?? [])).toEqual(["agent"]);
});
