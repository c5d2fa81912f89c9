import { connect } from "node:net";
import { request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { expect, it, onTestFinished } from "vitest";
import { listenForHeartbeats } from "../../agent/src/collectors/gateway/heartbeat-server.ts";

async function listening() {
  const heard: (string | null)[] = [];
  const at = { host: "127.0.0.1", port: 0 };
  const server = await listenForHeartbeats(at, (body) => void heard.push(body));
  onTestFinished(server.close);
  return { url: server.url, port: Number(new URL(server.url).port), heard };
}

const post = async (url: string, body: string, init: RequestInit = {}) => {
  const response = await fetch(url, { method: "POST", body, ...init });
  return [response.status, await response.text()];
};

/** What a socket says to bytes that are written to it. */
function raw(port: number, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    socket.setTimeout(2000, () => socket.destroy());
    socket.on("data", (chunk) => (answer += String(chunk)));
    socket.on("error", () => {});
    socket.on("close", () => resolve(answer));
  });
}

const EMPTY_OK = /^HTTP\/1\.1 200 OK\r\n(?:(?!\r\n\r\n)[\s\S])*\r\n\r\n$/;

it("answers a heartbeat with 200 and no body, which would end streams", async () => {
  const { url, heard } = await listening();
  expect(await post(url, '{"ids":["stream-1"]}')).toEqual([200, ""]);
  expect(heard).toEqual(['{"ids":["stream-1"]}']);
});

it("answers whatever else comes with 200 and no body: garbage, any path and method, a body of 3 MB", async () => {
  const { url, heard } = await listening();
  const [large, ids] = ["x".repeat(3_000_000), '{"terminatedStreamIds":["a"]}'];
  expect(await post(url, large)).toEqual([200, ""]);
  expect(await post(url, ids, { headers: { "content-type": "text/html" } })).toEqual([200, ""]);
  expect(await post(url.replace("/hb", "/%ff/../?x=1"), "")).toEqual([200, ""]);
  for (const method of ["GET", "PUT", "DELETE", "OPTIONS"]) {
    const response = await fetch(url, { method });
    expect([response.status, await response.text()]).toEqual([200, ""]);
  }
  expect(heard).toEqual([null, ids, ""]);
  await fc.assert(
    fc.asyncProperty(fc.string({ maxLength: 200, unit: "binary" }), async (body) => {
      expect(await post(url, body)).toEqual([200, ""]);
    }),
    { numRuns: 50 },
  );
});

it("answers what is no HTTP, an odd expectation and a tunnel with 200 and no body", async () => {
  const { port } = await listening();
  expect(await raw(port, "\u0000\u0001garbage\r\n\r\n")).toMatch(EMPTY_OK);
  expect(await raw(port, "POST /hb HTTP/9.9\r\n\r\n")).toMatch(EMPTY_OK);
  expect(await raw(port, `POST /hb HTTP/1.1\r\nX: ${"a".repeat(100_000)}\r\n\r\n`)).toMatch(
    EMPTY_OK,
  );
  const odd =
    "POST /hb HTTP/1.1\r\nHost: a\r\nExpect: magic\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
  expect(await raw(port, odd)).toMatch(EMPTY_OK);
  expect(await raw(port, "POST /hb HTTP/1.1\r\nConnection: close\r\n\r\n")).toMatch(EMPTY_OK);
  expect(await raw(port, "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n")).toMatch(EMPTY_OK);
});

it("outlives requests that are aborted halfway, and hears nothing of them", async () => {
  const { url, heard } = await listening();
  for (let i = 0; i < 20; i++) {
    const aborted = request(url, { method: "POST", headers: { "content-length": 1000 } });
    aborted.on("error", () => {});
    aborted.write('{"ids":["half');
    await sleep(2);
    aborted.destroy();
  }
  expect(await post(url, '{"ids":null}')).toEqual([200, ""]);
  expect(heard).toEqual(['{"ids":null}']);
});
