import { mkdirSync } from "node:fs";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

// Otherwise wrangler repeats its advice on vars and secrets for every test file.
process.env.WRANGLER_LOG ??= "error";

// wrangler wants the folder of the assets to be there, built or not.
mkdirSync("dist/dashboard", { recursive: true });

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
    // They write real storage: on a busy machine some take more than 5 s.
    testTimeout: 20_000,
  },
});

const COMMANDS = ["test/docs/guides.test.ts", "test/docs/extending.test.ts"] as const;

const node = {
  test: {
    name: "node",
    include: ["test/*.test.ts", "test/{agent,sim,pipeline,deploy,docs}/**/*.test.ts"],
    exclude: [...COMMANDS],
  },
};

// The commands that people read, each as it stands there: by `npm run docs:test`, apart, since they take a minute.
const docs = { test: { name: "docs", include: [...COMMANDS] } };

// The dashboard in a real browser over the real Worker. It is built first; everything else does without.
const dashboard = {
  test: {
    name: "dashboard",
    include: ["test/dashboard/**/*.test.ts"],
    globalSetup: ["test/dashboard/global-setup.ts"],
    testTimeout: 30_000,
    // A page shows a thing a moment after it was asked to: what is read of it is read again until then.
    expect: { poll: { timeout: 10_000 } },
  },
};

// The contract is pure: its test files share a runtime, which saves most of their time.
const contract = {
  test: {
    name: "contract",
    include: ["test/{schema,oracle,properties,loopholes}/**/*.test.ts"],
    isolate: false,
    // Laws over random networks take more than 5 s on a busy machine.
    testTimeout: 120_000,
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
    testTimeout: 120_000,
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
