import { createServer, type IncomingMessage, type ServerResponse, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** One request that came, as the simulated server saw it. */
export type Asked = Readonly<{ method: string; path: string }>;

/** A server on an ephemeral port of 127.0.0.1, or on a Unix socket. It closes itself at the end of the `await using` block. */
export type Listening = AsyncDisposable & Readonly<{ url: string; asked: Asked[] }>;

/** Serves until disposed of, and records every request. */
export async function listening(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  at: { socket: string } | { port: number } = { port: 0 },
): Promise<Listening> {
  const asked: Asked[] = [];
  const server: Server = createServer((request, response) => {
    asked.push({ method: request.method ?? "", path: request.url ?? "" });
    answer(request, response);
  });
  await new Promise<void>((done) => {
    if ("socket" in at) server.listen(at.socket, done);
    else server.listen(at.port, "127.0.0.1", done);
  });
  const url = "socket" in at ? "" : `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
