import { gunzipSync, gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { decodeRaw, encodeRaw } from "../../schema/wire/raw-codec.ts";
import { rawObject } from "../support/raw.ts";
import { signedChain, targetOf, testAgent } from "../support/windows.ts";

const agent = await testAgent();
const target = await targetOf(agent);
const raw = rawObject([{ target, windows: await signedChain(agent, 3) }]);
const lines = gunzipSync(await encodeRaw(raw))
  .toString()
  .split("\n");
const zip = (...text: string[]) => new Uint8Array(gzipSync(text.join("\n")));

it("reads back what it wrote", async () => {
  expect(await decodeRaw(await encodeRaw(raw))).toEqual(raw);
});

it("writes NDJSON that gunzip reads: the plan, the outcomes, the windows", () => {
  const kinds = lines.map((line) => (line === "" ? "" : Object.keys(JSON.parse(line)).join()));
  expect(kinds).toEqual(["plan", "outcome", "target,signed", "target,signed", "target,signed", ""]);
});

it("writes the bytes that zlib's gzip writes of these lines, of few and of many", async () => {
  for (const count of [1, 3, 600]) {
    const windows = await signedChain(agent, count);
    const encoded = await encodeRaw(rawObject([{ target, windows }]));
    expect(Buffer.from(encoded).equals(gzipSync(gunzipSync(encoded)))).toBe(true);
  }
});

it("reads what another gzip wrote", async () => {
  expect(await decodeRaw(zip(...lines))).toEqual(raw);
});

it.each([
  ["nothing", []],
  ["no plan", lines.slice(1)],
  ["no outcome", [lines[0], ...lines.slice(2)]],
  ["two outcomes of one target", [lines[0], lines[1], ...lines.slice(1)]],
  ["an outcome after a window", [lines[0], lines[2], lines[1], ""]],
  ["a line that is cut off", [...lines.slice(0, 2), lines[2]?.slice(0, 40), ""]],
  ["no line break at the end", lines.slice(0, -1)],
  ["a line of another kind", [...lines.slice(0, -1), '{"surprise":true}', ""]],
  [
    "a window of another agent",
    [...lines.slice(0, -1), lines[2]?.replace(agent.key, `ed25519:${"A".repeat(43)}`), ""],
  ],
  [
    "a window of a target that was not planned",
    [...lines.slice(0, -1), lines[2]?.replace(target.id, "f".repeat(16)), ""],
  ],
])("refuses %s", async (_, wrong) => {
  await expect(decodeRaw(zip(...wrong.map((line) => line ?? "")))).rejects.toThrow();
});

it("refuses what is no gzip, and gzip that is cut off or changed", async () => {
  const bytes = await encodeRaw(raw);
  await expect(
    decodeRaw(new TextEncoder().encode("{}") as Uint8Array<ArrayBuffer>),
  ).rejects.toThrow();
  await expect(decodeRaw(bytes.slice(0, -9))).rejects.toThrow();
  const changed = bytes.slice();
  changed[changed.length >> 1] = (changed[changed.length >> 1] ?? 0) ^ 1;
  await expect(decodeRaw(changed)).rejects.toThrow();
});

it("stops at its limit, in bytes of what is unpacked", async () => {
  const size = lines.join("\n").length;
  expect(await decodeRaw(zip(...lines), size)).toEqual(raw);
  await expect(decodeRaw(zip(...lines), size - 1)).rejects.toThrow(`more than ${size - 1} bytes`);
});
