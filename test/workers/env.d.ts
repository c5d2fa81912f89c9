/** What `env` is inside workerd: the scraper's bindings, of which the others have some, and the migrations to apply. */
declare namespace Cloudflare {
  interface Env {
    SCRAPES: ScraperEnv["SCRAPES"];
    PRESET: ScraperEnv["PRESET"];
    ALLOW_LOOPBACK: ScraperEnv["ALLOW_LOOPBACK"];
    OPERATOR_TOKEN: ScraperEnv["OPERATOR_TOKEN"];
    TEST_MIGRATIONS: import("cloudflare:test").D1Migration[];
  }
}
