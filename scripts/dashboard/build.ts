import { mkdirSync, readdirSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const SOURCE = join(ROOT, "workers/api/dashboard");
const MADE_FROM = [
  SOURCE,
  join(ROOT, "workers/api/dashboard-pages.ts"),
  join(ROOT, "package.json"),
];
const BUILT = join(ROOT, "dist/dashboard");

/** Builds the dashboard's files into `dist/dashboard`, unless they are newer than what they are made from. */
export async function buildDashboard(): Promise<{ built: boolean; seconds: number }> {
  const start = performance.now();
  mkdirSync(BUILT, { recursive: true });
  const document = statSync(join(BUILT, "index.html"), { throwIfNoEntry: false });
  if (document && document.mtimeMs > newest(MADE_FROM)) return { built: false, seconds: 0 };
  const { build } = await import("vite");
  await build({ configFile: join(SOURCE, "vite.config.ts"), logLevel: "warn" });
  const now = new Date();
  utimesSync(join(BUILT, "index.html"), now, now);
  return { built: true, seconds: (performance.now() - start) / 1000 };
}

/** When the newest of these files, or of the files in these folders, was changed. */
const newest = (paths: readonly string[]): number =>
  Math.max(
    ...paths.map((path) => {
      const about = statSync(path);
      if (!about.isDirectory()) return about.mtimeMs;
      return newest(readdirSync(path).map((name) => join(path, name)));
    }),
  );
