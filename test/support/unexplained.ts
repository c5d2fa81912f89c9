import { nullPaths } from "./null-paths.ts";

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null;

/** The paths for which an answer gives reasons: in the `nulls` or the `reasons` of any object in it. */
function reasonedPaths(value: unknown, path: readonly string[] = []): string[] {
  if (!isObject(value)) return [];
  const own = [value.nulls, value.reasons].filter(isObject).flatMap(Object.keys);
  const within = Object.entries(value).filter(([name]) => name !== "nulls" && name !== "reasons");
  return [
    ...own.map((each) => [...path, each].join(".")),
    ...within.flatMap(([name, of]) => reasonedPaths(of, [...path, name])),
  ];
}

const at = (value: unknown, path: string): unknown =>
  path.split(".").reduce((of, name) => (isObject(of) ? of[name] : undefined), value);

const parentOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf(".")));

/** A share and the budget that is left of it are null together, by the path of the ratio. */
const isNullRatio = (value: unknown): boolean => isObject(value) && value.ppm === null;

/**
 * The nulls of an answer without a reason, by their paths. A reason stands in a `nulls` or `reasons` of an object around
 * it, under the path from there, or under `reason` beside it.
 */
export function unexplained(answer: unknown): string[] {
  const reasoned = new Set(reasonedPaths(answer));
  return nullPaths(answer).filter((path) => {
    const parent = parentOf(path);
    const beside = at(answer, parent === "" ? "reason" : `${parent}.reason`);
    const isOfRatio = /\.(ppm|budget_left_ppm)$/.test(path) && reasoned.has(parent);
    return !reasoned.has(path) && !isOfRatio && typeof beside !== "string";
  });
}

/** The reasons of an answer that are of no null, by their paths: what they name is there, and known. */
export const needless = (answer: unknown): string[] =>
  reasonedPaths(answer).filter((path) => {
    const value = at(answer, path);
    return value !== null && value !== undefined && !isNullRatio(value);
  });
