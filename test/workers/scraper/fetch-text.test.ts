import { expect, it } from "vitest";
import { LIMITS, fetchText } from "../../../workers/scraper/fetch-text.ts";

const answering =
  (response: () => Response) =>
  (limits: Partial<typeof LIMITS> = {}) =>
    fetchText("https://a.example", { ...LIMITS, ...limits }, async () => response());

// Cloudflare, "5xx errors": what it answers in the place of a host that it could not ask.
it.each([
  [520, "timeout", "no connection: 520"],
  [521, "timeout", "no connection: 521"],
  [522, "timeout", "522"],
  [523, "timeout", "no connection: 523"],
  [524, "timeout", "524"],
  [525, "tls", "525"],
  [526, "tls", "526"],
  [527, "timeout", "527"],
  [530, "dns", "530"],
  [519, "http_status", "519"],
  [531, "http_status", "531"],
  [500, "http_status", "500"],
  [404, "http_status", "404"],
  [302, "http_status", "302"],
])("tells %i as %s, %j", async (status, outcome, detail) => {
  const answer = answering(() => new Response(null, { status }));
  expect(await answer()).toEqual({ outcome, detail });
});

it.each([525, 526])("takes %i over plain HTTP for the target's own status", async (status) => {
  const fetch = async () => new Response(null, { status });
  expect(await fetchText("http://a.example", LIMITS, fetch)).toEqual({
    outcome: "http_status",
    detail: String(status),
  });
});

/** A body that never ends, and how much of it was asked for. */
function endless(chunkBytes: number) {
  const pulled = { bytes: 0, cancelled: false };
  const body = () =>
    new ReadableStream<Uint8Array>(
      {
        pull(stream) {
          pulled.bytes += chunkBytes;
          stream.enqueue(new Uint8Array(chunkBytes).fill(32));
        },
        cancel: () => void (pulled.cancelled = true),
      },
      { highWaterMark: 0 },
    );
  return { pulled, body };
}

it.each([1000, 65_536])(
  "reads no more of an endless body than its cap and the chunk that exceeds it: %i bytes a chunk",
  async (chunkBytes) => {
    const { pulled, body } = endless(chunkBytes);
    expect(await answering(() => new Response(body()))()).toEqual({
      outcome: "too_large",
      detail: null,
    });
    expect(pulled.bytes).toBeLessThanOrEqual(LIMITS.decodedBytes + chunkBytes);
    expect(pulled.cancelled).toBe(true);
  },
);

it("takes a body that is as large as the cap, and none of a byte more, whatever its chunks", async () => {
  const answer = (bytes: number) => answering(() => new Response("é".repeat(bytes / 2)));
  expect(await answer(40_000)({ decodedBytes: 40_000 })).toEqual({
    text: "é".repeat(20_000),
    bytes: 40_000,
  });
  expect(await answer(40_002)({ decodedBytes: 40_001 })).toMatchObject({ outcome: "too_large" });
  const bytes = [...new TextEncoder().encode("a€b".repeat(9_000))];
  const single = answering(
    () =>
      new Response(
        new ReadableStream({
          start(stream) {
            for (const byte of bytes) stream.enqueue(new Uint8Array([byte]));
            stream.close();
          },
        }),
      ),
  );
  expect(await single()).toEqual({ text: "a€b".repeat(9_000), bytes: 45_000 });
});

it("unpacks what is packed up to the cap only: a bomb is too large", async () => {
  const packing = new Blob(["x".repeat(16 * LIMITS.decodedBytes)]).stream();
  const bomb = await new Response(packing.pipeThrough(new CompressionStream("gzip"))).blob();
  expect(bomb.size).toBeLessThan(LIMITS.decodedBytes / 16);
  const unpacking = () => bomb.stream().pipeThrough(new DecompressionStream("gzip"));
  const headers = { "content-encoding": "gzip", "content-length": String(bomb.size) };
  const answer = answering(() => new Response(unpacking(), { headers, encodeBody: "manual" }));
  expect(await answer()).toMatchObject({ outcome: "too_large" });
});

it("does not read at all what says that it is too large", async () => {
  const { pulled, body } = endless(1000);
  const headers = { "content-length": String(LIMITS.decodedBytes + 1) };
  expect(await answering(() => new Response(body(), { headers }))()).toMatchObject({
    outcome: "too_large",
  });
  expect(pulled.bytes).toBe(0);
});
