import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

// Otherwise wrangler repeats its advice on vars and secrets for every test file.
process.env.WRANGLER_LOG ??= "error";

const TEST_MIGRATIONS = await readD1Migrations("schema/migrations");

/** One Worker inside workerd, with its own bindings and a migrated D1. Storage is empty in every test file. */
const inside = (environment: string, secrets: Record<string, string> = {}, ...more: string[]) => ({
  plugins: [
    cloudflareTest({
      wrangler: { configPath: "wrangler.toml", environment },
      miniflare: {
        bindings: { TEST_MIGRATIONS, ...secrets },
        // Vitest 5 looks for the inspector; without these two the plugin complains for every test file.
        compatibilityFlags: ["enable_nodejs_inspector_module", "enable_nodejs_inspector_local_dev"],
      },
    }),
  ],
  test: {
    name: environment,
    include: [`test/workers/${environment}/**/*.test.ts`, ...more],
    setupFiles: ["test/support/migrate.ts"],
  },
});

const node = {
  test: {
    name: "node",
    include: ["test/*.test.ts", "test/{schema,agent,sim,pipeline}/**/*.test.ts"],
  },
};

// The arithmetic of schema/sla runs in both runtimes, because `verify` and the cron must agree; so do the rules for URLs,
// because each runtime has a URL parser of its own.
const projects = [
  node,
  inside(
    "scraper",
    { OPERATOR_TOKEN: "0123456789abcdef0123456789abcdef" },
    "test/schema/wire/target-url.test.ts",
  ),
  inside("api"),
  inside("sla-cron", {}, "test/schema/sla/**/*.test.ts"),
];

export default defineConfig({ test: { projects, passWithNoTests: true, maxWorkers: 2 } });
