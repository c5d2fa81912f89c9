import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { unstable_readConfig as readConfig } from "wrangler";
import { settingsTable } from "../../scripts/docs/settings-table.ts";
import { readSettings, WrongSetting } from "../../workers/config/read-settings.ts";
import type { Worker } from "../../workers/config/setting.ts";
import { SETTINGS } from "../../workers/config/settings.ts";

const plain = (markdown: string) => markdown.replaceAll(/-+/g, "-").replaceAll(/ +/g, " ");

it("documents every setting as the Workers read it (else: node scripts/docs.ts, then npm run format)", () => {
  expect(plain(readFileSync("docs/configuration.md", "utf8"))).toContain(plain(settingsTable()));
});

const WORKERS: readonly Worker[] = ["scraper", "api", "sla-cron"];

it.each(WORKERS)(
  "gives the %s a value for every setting where nothing is set, and for cleared fields",
  (worker) => {
    const values = readSettings(worker, {});
    expect(Object.keys(values)).toEqual(Object.keys(SETTINGS));
    expect(
      readSettings(worker, {
        SLOT_SECONDS: "",
        ALERT_WEBHOOK_URL: "",
        ALERT_FORMAT: "",
        OPERATOR_TOKEN: "",
      }),
    ).toEqual(values);
  },
);

it("refuses each wrong value with what was given and what is allowed, all at once", () => {
  const env = { PRESET: "big", ALERT_LAG_MINUTES: "1", ALERT_COVERAGE_PERCENT: "90 %" };
  expect(() => readSettings("sla-cron", env)).toThrow(
    'PRESET is "big"; allowed: free, paid. ALERT_LAG_MINUTES is "1"; allowed: 5 to 1440. ALERT_COVERAGE_PERCENT is "90 %"; allowed: 1 to 100.',
  );
  expect(() => readSettings("sla-cron", env)).toThrow(WrongSetting);
});

it("never repeats a secret", () => {
  const secret = "http://hooks.example/secret";
  expect(() => readSettings("sla-cron", { ALERT_WEBHOOK_URL: secret })).toThrow(
    "ALERT_WEBHOOK_URL is what was given; allowed: an https URL.",
  );
});

it("takes no notice of what another Worker reads", () => {
  expect(readSettings("api", { PRESET: "big" }).PRESET).toBe("free");
});

it("knows every variable of wrangler.toml", () => {
  const known = new Set(Object.keys(SETTINGS));
  for (const env of ["", "api", "scraper", "sla-cron"]) {
    const { vars } = readConfig({ config: "wrangler.toml", env }, { hideWarnings: true });
    expect(Object.keys(vars).filter((name) => !known.has(name))).toEqual([]);
  }
});
