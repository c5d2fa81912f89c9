import { mkdirSync, writeFileSync } from "node:fs";
import * as z from "zod";
import { Compliance } from "../schema/wire/compliance.ts";
import { PublishedDay } from "../schema/wire/day.ts";
import { PublishedHour } from "../schema/wire/hour.ts";
import { Identity } from "../schema/wire/identity.ts";
import { Job } from "../schema/wire/job.ts";
import { ObservationBatch } from "../schema/wire/observation.ts";
import { Policy } from "../schema/wire/policy.ts";
import { OutcomeLine, PlanLine, WindowLine } from "../schema/wire/raw.ts";
import { Rollup } from "../schema/wire/rollup.ts";
import { ScoresPack } from "../schema/wire/scores.ts";
import { Registry } from "../schema/wire/target.ts";
import { SignedWindow, WindowsPage } from "../schema/wire/window.ts";

/** What strangers read and write, by the name its JSON Schema is published under. */
const PUBLISHED = {
  compliance: Compliance,
  day: PublishedDay,
  hour: PublishedHour,
  identity: Identity,
  job: Job,
  "observation-batch": ObservationBatch,
  policy: Policy,
  "raw-line": z.union([PlanLine, OutcomeLine, WindowLine]),
  registry: Registry,
  rollup: Rollup,
  "scores-pack": ScoresPack,
  "signed-window": SignedWindow,
  "windows-page": WindowsPage,
};

const FOLDER = new URL("../schema/json/", import.meta.url);

mkdirSync(FOLDER, { recursive: true });
for (const [name, schema] of Object.entries(PUBLISHED)) {
  const json = z.toJSONSchema(schema, { io: "input", reused: "ref" });
  writeFileSync(new URL(`${name}.schema.json`, FOLDER), `${JSON.stringify(json, null, 2)}\n`);
}
