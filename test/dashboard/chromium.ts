import { existsSync } from "node:fs";

const named = process.env["CHROMIUM"];
const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The Chromium of this machine; undefined where there is none. The variable CHROMIUM names another. */
export const CHROMIUM = (named === undefined ? PLACES : [named]).find((path) => existsSync(path));

/** How these tests are run where they were skipped. */
export const HOW_TO_RUN =
  "there is no Chromium. Install one (Debian: apt-get install chromium), or name it with CHROMIUM=/path; then npx vitest run --project dashboard";
