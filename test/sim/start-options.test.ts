import { expect, it } from "vitest";
import { BadOption, readStartOptions } from "./start-options.ts";

const PROJECT = new URL("../../", import.meta.url).pathname.replace(/\/$/, "");
const read = (...args: string[]) => readStartOptions(args, PROJECT);

it("starts a small fleet on 8787 when nothing is asked for", () => {
  expect(read()).toEqual({
    port: 8787,
    fleet: 12,
    hostile: false,
    stateDir: `${PROJECT}/.state`,
    fresh: false,
    events: [],
  });
});

it("has hostile agents when asked for, and in a large fleet", () => {
  expect(read("--hostile")?.hostile).toBe(true);
  expect(read("--fleet", "49")?.hostile).toBe(false);
  expect(read("--fleet", "50")?.hostile).toBe(true);
  expect(read("--hostile", "--events", "package.json")?.hostile).toBe(false);
});

it("takes every file that follows --events, from the folder of the caller", () => {
  const files = ["package.json", "wrangler.toml"];
  expect(read("--fresh", "--events", ...files)?.events).toEqual(
    files.map((file) => `${PROJECT}/${file}`),
  );
});

it.each([
  [["--prot", "1"], "--prot"],
  [["--port", "http"], "--port is a whole number from 1 to 65535, not http"],
  [["--port", "70000"], "not 70000"],
  [["--fleet", "0"], "--fleet is a whole number from 1 to 1000, not 0"],
  [["--fleet"], "--fleet"],
  [["events.json"], "events.json is no option"],
  [["--events", "absent.json"], `--events: there is no file ${PROJECT}/absent.json`],
  [["--events", "package.json", "absent.json"], `there is no file ${PROJECT}/absent.json`],
])("refuses %j and says what is wrong", (args, said) => {
  expect(() => read(...args)).toThrow(BadOption);
  expect(() => read(...args)).toThrow(said);
});

it("does nothing but explain itself when asked for help", () => {
  expect(read("--help")).toBeNull();
});
