import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { beforeAll, expect, it } from "vitest";
import { ledger } from "../../../schema/tables/ledger.ts";
import { SnapshotsPage } from "../../../schema/wire/api/snapshots.ts";
import { sha256 } from "../../../schema/wire/canonical.ts";
import { LedgerRow } from "../../../schema/wire/ledger-row.ts";
import { answer, ask, problem } from "./ask.ts";

const BYTES = new Uint8Array([0x1f, 0x8b, 8, 0, 1, 2, 3]);
const KEYS = [
  "raw/v1/2026-01-09T12/5889888:0.ndjson.gz",
  "raw/v1/2026-01-09T13/5889900:0.ndjson.gz",
  "raw/v1/2026-01-09T13/5889900:1:0123456789abcdef.ndjson.gz",
] as const;

beforeAll(async () => {
  for (const key of [...KEYS, "registry/v1/1.json"]) await env.ARCHIVE.put(key, BYTES);
  const row = LedgerRow.parse({ objects: { [KEYS[1]]: await sha256(BYTES) }, targets: {} });
  await drizzle(env.DB)
    .insert(ledger)
    .values({
      hour: "2026-01-09T13:00:00Z",
      shard: 0,
      version: 1,
      cursors: true,
      body: JSON.stringify(row),
    });
});

it("lists raw objects by key, with size, and with the digest of those that were folded", async () => {
  const { snapshots } = await answer(SnapshotsPage, "/v1/snapshots");
  expect(snapshots.map(({ key }) => key)).toEqual(KEYS);
  expect(snapshots.map(({ size_bytes }) => size_bytes)).toEqual([7, 7, 7]);
  expect(snapshots.map(({ sha256: digest }) => digest)).toEqual([null, await sha256(BYTES), null]);
});

it("lists those of one hour's slots, page by page", async () => {
  const query = "/v1/snapshots?hour=2026-01-09T13:00:00Z&limit=1";
  const first = await answer(SnapshotsPage, query);
  const second = await answer(SnapshotsPage, `${query}&cursor=${first.next}`);
  expect([...first.snapshots, ...second.snapshots].map(({ key }) => key)).toEqual(KEYS.slice(1));
  expect(second.next).toBeNull();
});

it.each(KEYS.flatMap((key) => [key, encodeURIComponent(key)]))(
  "serves the stored bytes of %s",
  async (key) => {
    const response = await ask(`/v1/snapshots/${key}`);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(BYTES);
    expect(response.headers.get("Content-Type")).toBe("application/gzip");
    expect(response.headers.get("Content-Encoding")).toBeNull();
    expect(response.headers.get("Cache-Control")).toMatch(/immutable.*no-transform/);
  },
);

it("says that there is no such object, and serves nothing but raw objects", async () => {
  expect(await problem("/v1/snapshots/raw/v1/2026-01-09T13/1:0.ndjson.gz")).toMatchObject({
    status: 404,
  });
  expect(await problem("/v1/snapshots/registry/v1/1.json")).toMatchObject({
    status: 400,
    parameter: "key",
  });
});
