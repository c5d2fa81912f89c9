import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

// Otherwise wrangler repeats its advice on vars and secrets for every test file.
process.env.WRANGLER_LOG ??= "error";

const TEST_MIGRATIONS = await readD1Migrations("schema/migrations");

/** One Worker inside workerd, with its own bindings. */
const inside = (environment: string, secrets: Record<string, string> = {}) =>
  cloudflareTest({
    wrangler: { configPath: "wrangler.toml", environment },
    miniflare: {
      bindings: { TEST_MIGRATIONS, ...secrets },
      // Vitest 5 looks for the inspector; without these two the plugin complains for every test file.
      compatibilityFlags: ["enable_nodejs_inspector_module", "enable_nodejs_inspector_local_dev"],
    },
  });

/** The tests of one Worker, with a migrated D1. Storage is empty in every test file. */
const worker = (environment: string, secrets: Record<string, string> = {}) => ({
  plugins: [inside(environment, secrets)],
  test: {
    name: environment,
    include: [`test/workers/${environment}/**/*.test.ts`],
    setupFiles: ["test/support/migrate.ts"],
  },
});

const node = {
  test: { name: "node", include: ["test/*.test.ts", "test/{agent,sim,pipeline}/**/*.test.ts"] },
};

// The contract is pure: its test files share a runtime, which saves most of their time.
const contract = {
  test: { name: "contract", include: ["test/schema/**/*.test.ts"], isolate: false },
};

// The arithmetic runs in both runtimes, because `verify` and the cron must agree; so do the rules for URLs, because each
// runtime has a URL parser of its own.
const contractInWorkerd = {
  plugins: [inside("sla-cron")],
  test: {
    name: "contract-in-workerd",
    include: ["test/schema/sla/**/*.test.ts", "test/schema/wire/target-url.test.ts"],
    isolate: false,
  },
};

const projects = [
  node,
  contract,
  contractInWorkerd,
  worker("scraper", { OPERATOR_TOKEN: "0123456789abcdef0123456789abcdef" }),
  worker("api"),
  worker("sla-cron"),
];

export default defineConfig({ test: { projects, passWithNoTests: true, maxWorkers: 3 } });
