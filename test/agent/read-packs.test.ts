import { expect, it } from "vitest";
import { fileOf, keyOf } from "../../agent/src/published/file-of.ts";
import { packPaths, readPacks } from "../../agent/src/published/read-packs.ts";
import type { Source } from "../../agent/src/published/source.ts";
import { digestOf, canonicalBytes } from "../../schema/wire/canonical.ts";
import { PublishedHour } from "../../schema/wire/hour.ts";
import { Rollup } from "../../schema/wire/rollup.ts";
import { rollup } from "../support/rollup.ts";

const PATH = "/v1/hours/2026-01-09T13:00:00Z/2";
const packs = [[rollup()], [rollup({ model: "other" }), rollup({ model: "third" })]];

/** An hour whose sums are in two documents, and where they are. */
async function large() {
  const digests = await Promise.all(packs.map(digestOf));
  const none = "0".repeat(64);
  const hour = PublishedHour.parse({
    schema: "livepeer.sla.hour/1",
    hour: "2026-01-09T13:00:00Z",
    version: 2,
    state: "closed",
    policy: { id: "test", digest: none },
    registry_version: 1,
    slot_seconds: 60,
    inputs: [],
    windows: 0,
    jobs: 0,
    open_jobs: 0,
    equivocated: [],
    packs: { jobs: [none], rollups: digests },
    rollups_digest: await digestOf(digests),
    jobs_digest: none,
    digest: none,
  });
  const documents = new Map(packs.map((rows, i) => [`${PATH}/rollups/${i}`, rows]));
  const find: Source["find"] = async (path) => {
    const rows = documents.get(path);
    return rows === undefined ? null : canonicalBytes(rows);
  };
  return { hour, documents, source: { place: "here", isFolder: false, find } };
}

it("reads the sums of a large hour from all of its documents, and names the one that is another", async () => {
  const { hour, documents, source } = await large();
  const { items, findings } = await readPacks(source, hour, "rollups", Rollup.array());
  expect([items, findings]).toEqual([packs.flat(), []]);
  documents.set(`${PATH}/rollups/1`, [rollup({ model: "changed" })]);
  const changed = await readPacks(source, hour, "rollups", Rollup.array());
  expect(changed.findings.map(({ what }) => what)).toEqual([`digest of ${PATH}/rollups/1`]);
  documents.delete(`${PATH}/rollups/1`);
  await expect(readPacks(source, hour, "rollups", Rollup.array())).rejects.toThrow(
    `here has no ${PATH}/rollups/1`,
  );
});

it("knows where an archive keeps what the API serves, and what is no file", async () => {
  const { hour } = await large();
  expect(packPaths(hour, "rollups").map(({ path }) => keyOf(path))).toEqual([
    "published/v1/2026-01-09T13:00:00Z/2/rollups.json",
    "published/v1/2026-01-09T13:00:00Z/2/rollups-1.json",
  ]);
  expect(fileOf(PATH)).toBe("published/v1/2026-01-09T13_00_00Z/2/hour.json");
  for (const path of ["/v1/hours?limit=1", "/v1/snapshots/raw/v1/../../x", "/v1/policy", "/"])
    expect(fileOf(path)).toBeNull();
});
