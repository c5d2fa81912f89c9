import { listening, type Listening } from "./listen.ts";

/** A runner's container, as go-livepeer makes it. */
export type SimContainer = Readonly<{
  id: string;
  name: string;
  port: number;
  address: string;
  startedAt: string;
  restarts?: number;
}>;

/** A Docker Engine on a Unix socket that lists these containers. Their environment holds what must never be read. */
export const simDocker = (
  socket: string,
  containers: () => readonly SimContainer[],
): Promise<Listening> =>
  listening(
    (request, response) => {
      const path = (request.url ?? "").split("?")[0] ?? "";
      const inspected = containers().find(({ id }) => path === `/containers/${id}/json`);
      const body =
        path === "/containers/json"
          ? containers().map(listed)
          : inspected === undefined
            ? null
            : inspection(inspected);
      response
        .writeHead(body === null ? 404 : 200)
        .end(JSON.stringify(body ?? { message: "none" }));
    },
    { socket },
  );

const listed = ({ id, name, port, address }: SimContainer) => ({
  Id: id,
  Names: [`/${name}`],
  Image: "livepeer/ai-runner:live-app-streamdiffusion-sdxl",
  Created: 1_767_960_000,
  Ports: [{ IP: "127.0.0.1", PrivatePort: 8000, PublicPort: port, Type: "tcp" }],
  Labels: { creator: "ai-worker", creator_id: "0x52CF2968b3DC6016778742D3539449a6597D5954" },
  State: "running",
  NetworkSettings: { Networks: { bridge: { IPAddress: address, Gateway: "172.17.0.1" } } },
});

const inspection = ({ id, name, startedAt, restarts = 0 }: SimContainer) => ({
  Id: id,
  Name: `/${name}`,
  State: {
    Status: "running",
    Running: true,
    StartedAt: startedAt,
    FinishedAt: "0001-01-01T00:00:00Z",
  },
  RestartCount: restarts,
  Config: { Env: ["HF_TOKEN=hf_planted_secret", "PIPELINE=live-video-to-video"] },
});
