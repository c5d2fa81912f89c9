import { request } from "node:http";
import {
  type Container,
  type ContainerState,
  parseContainerState,
  parseContainers,
} from "./docker-containers.ts";
import type { Parsed } from "./runner-json.ts";

const MAX_BYTES = 8 * 1024 * 1024;

const LIST = `/containers/json?filters=${encodeURIComponent('{"label":["creator=ai-worker"]}')}`;

/** The runners' containers, by the Docker Engine on its socket. @throws where it does not answer with 200 */
export const listContainers = async (
  socket: string,
  signal: AbortSignal,
): Promise<Parsed<Container[]>> => parseContainers(await get(socket, LIST, signal));

/** When a container was started, and how often. @throws where the engine does not answer with 200 */
export const inspectContainer = async (
  socket: string,
  { id }: Container,
  signal: AbortSignal,
): Promise<Parsed<ContainerState>> =>
  parseContainerState(await get(socket, `/containers/${id}/json`, signal));

/** The socket is as good as root: it is asked with GET, for those two paths, and nothing else. */
function get(socketPath: string, path: string, signal: AbortSignal): Promise<string> {
  return new Promise((done, fail) => {
    const asked = request({ socketPath, path, method: "GET", signal }, (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on("error", fail);
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        chunks.push(chunk);
        if (bytes > MAX_BYTES) response.destroy(new Error(`more than ${MAX_BYTES} bytes`));
      });
      response.on("end", () => {
        if (response.statusCode === 200) done(Buffer.concat(chunks).toString("utf8"));
        else fail(new Error(`docker: HTTP ${response.statusCode}`));
      });
    });
    asked.on("error", () => fail(signal.aborted ? signal.reason : new Error("docker: no answer")));
    asked.end();
  });
}
