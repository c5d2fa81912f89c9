import { mkdirSync } from "node:fs";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

// Otherwise wrangler repeats its advice on vars and secrets for every test file.
process.env.WRANGLER_LOG ??= "error";

// wrangler wants the folder of the assets to be there, built or not.
mkdirSync("dist/dashboard", { recursive: true });

const TEST_MIGRATIONS = await readD1Migrations("schema/migrations");

// Limits tell a hang from work, not a slow machine from a fast one.
const PATIENT = {
  testTimeout: 120_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 30_000 } },
};

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
    ...PATIENT,
  },
});

const COMMANDS = ["test/docs/guides.test.ts", "test/docs/extending.test.ts"] as const;

const node = {
  test: {
    name: "node",
    include: ["test/*.test.ts", "test/{agent,sim,pipeline,deploy,docs}/**/*.test.ts"],
    exclude: [...COMMANDS],
    ...PATIENT,
  },
};

// The commands that people read, each as it stands there: by `npm run docs:test`, apart, since they take a minute.
const docs = { test: { name: "docs", include: [...COMMANDS], ...PATIENT } };

// The dashboard in a real browser over the real Worker. It is built first; everything else does without.
const dashboard = {
  test: {
    name: "dashboard",
    include: ["test/dashboard/**/*.test.ts"],
    globalSetup: ["test/dashboard/global-setup.ts"],
    ...PATIENT,
  },
};

// The contract is pure: its test files share a runtime, which saves most of their time.
const contract = {
  test: {
    name: "contract",
    include: ["test/{schema,oracle,properties,loopholes}/**/*.test.ts"],
    isolate: false,
    ...PATIENT,
  },
};

// The arithmetic, its laws and the loopholes run in both runtimes, because `verify` and the cron must agree to the byte; so
// do the rules for URLs, because each runtime has a URL parser of its own. `named` reads the tests and the plants as files.
const contractInWorkerd = {
  plugins: [inside("sla-cron")],
  test: {
    name: "contract-in-workerd",
    include: [
      "test/{schema/sla,properties,loopholes}/**/*.test.ts",
      "test/schema/wire/target-url.test.ts",
    ],
    exclude: ["test/properties/named.test.ts"],
    isolate: false,
    ...PATIENT,
  },
};

const projects = [
  node,
  docs,
  dashboard,
  contract,
  contractInWorkerd,
  worker("scraper", {
    OPERATOR_TOKEN: "0123456789abcdef0123456789abcdef",
    ...(process.env.DAY && { DAY: process.env.DAY }),
  }),
  worker("api"),
  worker("sla-cron"),
];

export default defineConfig({
  test: {
    projects,
    passWithNoTests: true,
    maxWorkers: 3,
    // The second lists AC01 to AC26, each with how its tests ended.
    reporters: ["default", "./test/support/ac-reporter.ts"],
  },
});
