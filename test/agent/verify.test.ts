import { expect, it } from "vitest";
import { DEFAULT_POLICY, policyDigest } from "../../schema/sla/policy.ts";
import { digestOf, sha256 } from "../../schema/wire/canonical.ts";
import type { SignedWindow } from "../../schema/wire/window.ts";
import { HOUR, publishedFrom, run, verify } from "./support/published-hour.ts";
import { asking, payment, servedBy, START, testAgent } from "./support/test-agent.ts";

/** An hour from what an agent sealed in four minutes, and served in one turn. */
async function published(windows?: (given: SignedWindow[]) => SignedWindow[]) {
  const test = testAgent();
  test.agent().accept([payment(1, START), payment(2, START + 60_000)]);
  test.live(4);
  const given = await servedBy(asking(test.agent()));
  return publishedFrom(test.agent().identity().agent, [windows?.(given) ?? given]);
}

it("holds: every digest, signature and chain, and the same hour when it is recomputed", async () => {
  const given = await published();
  expect(await verify(given)).toEqual({
    exit: 0,
    said: `holds: ${HOUR} version 3, from 1 raw objects with 3 signed windows, digest ${given.hour.digest}; no scores`,
  });
  expect((await verify(given, "--revision", "3")).exit).toBe(0);
});

it("does not hold after one byte of a raw object was changed, and names the object", async () => {
  const given = await published();
  const bytes = Uint8Array.from(given.bytes ?? []);
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  const { exit, said } = await verify({ ...given, bytes });
  expect(exit).toBe(1);
  expect(said).toContain(
    `SHA-256 of ${given.key}\n  expected "${await sha256(given.bytes ?? bytes)}"`,
  );
  expect(said).toContain(`found    "${await sha256(bytes)}"`);
});

it("does not hold when a number was changed, though every digest was made again", async () => {
  const given = await published();
  const { digest: _, ...hour } = { ...given.hour, rollups_digest: given.hour.jobs_digest };
  const { exit, said } = await verify({
    ...given,
    hour: { ...hour, digest: await digestOf(hour) },
  });
  expect([exit, said]).toEqual([
    1,
    expect.stringContaining(`rollups_digest of ${HOUR}\n  expected "${hour.rollups_digest}"`),
  ]);
});

it("does not hold when the document does not match its own digest", async () => {
  const given = await published();
  const { exit, said } = await verify({ ...given, hour: { ...given.hour, registry_version: 9 } });
  expect([exit, said]).toEqual([1, expect.stringContaining(`digest of ${HOUR} version 3`)]);
});

it("does not hold for a window that its agent did not sign, even below a newer one that names it", async () => {
  const given = await published(([first, ...rest]) => {
    if (first === undefined || rest[0] === undefined) throw new Error("no windows");
    return [{ ...first, signature: rest[0].signature }, ...rest];
  });
  const { exit, said } = await verify(given);
  expect([exit, said]).toEqual([1, expect.stringMatching(/window [0-9a-f]+\/\d of ed25519/)]);
});

it("could not be checked without a raw object, with another policy, or without an API", async () => {
  const given = await published();
  expect(await verify({ ...given, bytes: null })).toMatchObject({
    exit: 2,
    said: expect.stringMatching(/not checked: http:\/\/127\.0\.0\.1:\d+ has no \/v1\/snapshots\//),
  });
  const other = { ...DEFAULT_POLICY, provisional_below: 31 };
  expect(await verify({ ...given, policy: other })).toMatchObject({
    exit: 2,
    said: expect.stringMatching(
      new RegExp(
        `an hour was made with policy ${await policyDigest(DEFAULT_POLICY)}; \\S+ has ${await policyDigest(other)}`,
      ),
    ),
  });
  expect(await run(["verify", "http://127.0.0.1:9", "--hour", HOUR])).toMatchObject({
    exit: 2,
    said: expect.stringContaining("cannot be reached"),
  });
  expect((await run(["verify", "ftp://x", "--hour", HOUR])).exit).toBe(2);
  expect((await run(["verify", "http://127.0.0.1:9", "--hour", "2026-01-09T13:30:00Z"])).exit).toBe(
    2,
  );
});

it("holds for an hour that was made under another policy than today's, by its digest", async () => {
  const given = await published();
  const today = { ...DEFAULT_POLICY, provisional_below: 31 };
  expect(await verify({ ...given, policy: today, old: DEFAULT_POLICY })).toMatchObject({ exit: 0 });
  const { exit, said } = await verify({ ...given, policy: today, old: today });
  expect(exit).toBe(1);
  expect(said).toContain(
    `digest of /v1/policy/${given.hour.policy.digest}\n  expected "${given.hour.policy.digest}"\n  found    "${await policyDigest(today)}"`,
  );
});

it("refuses flags that contradict one another", async () => {
  const hour = ["--hour", HOUR] as const;
  const api = "http://127.0.0.1:9";
  for (const flags of [
    [...hour, "--from", HOUR],
    ["--revision", "3"],
    ["--from", HOUR],
    ["--from", HOUR, "--to", HOUR],
    ["--period", "2h"],
  ])
    expect((await run(["verify", api, ...flags])).exit, flags.join(" ")).toBe(2);
});
