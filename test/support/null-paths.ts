/** The paths of all that is null in an answer: `views.any.score`, `trend.0.from`. */
export function nullPaths(value: unknown, path = ""): string[] {
  if (value === null) return [path];
  if (typeof value !== "object") return [];
  return Object.entries(value).flatMap(([name, of]) =>
    nullPaths(of, path === "" ? name : `${path}.${name}`),
  );
}
