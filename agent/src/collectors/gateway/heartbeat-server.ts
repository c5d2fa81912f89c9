import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** A thousand ids of 512 characters fit. What is beyond it is read and thrown away. */
const MAX_BODY_BYTES = 1024 * 1024;
const REQUEST_TIMEOUT_MS = 10_000;

const RAW_OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/** An open port for heartbeats. */
export type HeartbeatServer = Readonly<{ url: string; close: () => Promise<void> }>;

/**
 * Listens for a gateway's heartbeats. Whatever comes is answered with 200 and no body, because go-livepeer ends the
 * streams that a body names: broken, endless and unknown requests too.
 *
 * @param heard hears every body that came whole, and null for one that was too large
 * @throws when the port is taken, or may not be opened
 */
export async function listenForHeartbeats(
  { host, port }: { host: string; port: number },
  heard: (body: string | null) => void,
): Promise<HeartbeatServer> {
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
      else chunks.length = 0;
    });
    request.on("error", () => {});
    request.on("end", () => {
      response.writeHead(200, { "content-length": 0 }).end();
      if (request.method === "POST")
        heard(bytes > MAX_BODY_BYTES ? null : Buffer.concat(chunks).toString("utf8"));
    });
  };
  const options = { requestTimeout: REQUEST_TIMEOUT_MS, requireHostHeader: false };
  const server = createServer(options, answer);
  server.on("checkExpectation", answer);
  server.on("connect", (_, socket: Socket) => void socket.end(RAW_OK));
  server.on("clientError", (_, socket: Socket) => {
    if (socket.writable) socket.end(RAW_OK);
    else socket.destroy();
  });
  server.listen(port, host);
  await once(server, "listening");
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${host}:${bound}/hb`,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
