import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What the simulated gateway knows of a stream: what go-livepeer's two status stores hold for its id. */
export type GatewayStream = {
  /** The runner's last `ai_stream_status`, with the gateway's ids written over it; null before the first. */
  status: object | null;
  gatewayStatus: Record<string, unknown> | null;
  /** In `LivePipelines`, which is what a heartbeat lists. */
  isRunning: boolean;
};

/** A gateway on a free port of 127.0.0.1. */
export type GatewayNode = Readonly<{
  url: string;
  streams: Map<string, GatewayStream>;
  /** Sends one heartbeat and returns what came back. */
  beat: (to: string) => Promise<{ status: number; body: string }>;
  /** Paths that were asked for, in order. */
  asked: string[];
  close: () => Promise<void>;
}>;

/**
 * A go-livepeer gateway as `server/ai_mediaserver.go` has it: `GET /live/video-to-video/{streamId}/status` answers the
 * runner's last status and the gateway's beside it, else 404; heartbeats name the streams that run, `null` for none.
 */
export async function startGatewayNode(): Promise<GatewayNode> {
  const streams = new Map<string, GatewayStream>();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    const [, id] = /^\/live\/video-to-video\/([^/]+)\/status$/.exec(request.url ?? "") ?? [];
    const stream = streams.get(decodeURIComponent(id ?? ""));
    if (stream === undefined || (stream.status === null && stream.gatewayStatus === null)) {
      response.writeHead(404, { "content-type": "text/plain" }).end("Stream not found\n");
      return;
    }
    const { status, gatewayStatus } = stream;
    const answer = gatewayStatus === null ? status : { ...status, gateway_status: gatewayStatus };
    response.writeHead(200, { "content-type": "application/json" });
    response.end(`${JSON.stringify(answer)}\n`);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    streams,
    asked,
    beat: async (to) => {
      const running = [...streams].filter(([, { isRunning }]) => isRunning).map(([id]) => id);
      const body = JSON.stringify({ ids: running.length === 0 ? null : running });
      const headers = { "content-type": "application/json" };
      const response = await fetch(to, { method: "POST", headers, body });
      return { status: response.status, body: await response.text() };
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

/** A runner's status as the gateway stores it, from a real one; override only what the test is about. */
export const runnerStatus = (override: Record<string, unknown> = {}) => ({
  type: "status",
  pipeline: "streamdiffusion-sdxl-faceid",
  start_time: 1767966622510,
  state: "ONLINE",
  last_state_update_time: 1767966634193,
  input_status: { last_input_time: 1767966652464, fps: 19.886 },
  inference_status: {
    last_output_time: 1767966652482,
    fps: 20.086,
    last_params_update_time: 1767966633725,
    last_params: { prompt: "a planted prompt" },
    last_params_hash: "8c85",
    last_error_time: null,
    last_error: null,
    last_restart_time: null,
    last_restart_logs: ["a planted log line"],
    restart_count: 0,
  },
  timestamp: 1767966652512,
  last_status_timestamp: 1767966642512,
  stream_id: "stream-n8v0ru-mk6xm6s4",
  request_id: "ce6ee475",
  pipeline_id: "",
  orchestrator_info: {
    address: "0x52CF2968b3DC6016778742D3539449a6597D5954",
    url: "https://rtav-orch2.xodeapp.xyz:28935",
  },
  ...override,
});

/** WHIP statistics as `runStats` stores them every 5 s. Seconds of media time. */
export const ingestMetrics = (inputSeconds: number, outputSeconds: number) => ({
  stats: {
    peer_conn_stats: { ID: "iceTransport", BytesReceived: 843_000, BytesSent: 4000 },
    track_stats: [
      {
        type: "audio",
        jitter: 2.1,
        packets_lost: 0,
        packets_received: 900,
        packet_loss_pct: 0,
        rtt: 31_000_000,
        last_input_ts: inputSeconds,
        last_output_ts: 0,
        latency: inputSeconds,
      },
      {
        type: "video",
        jitter: 3.4,
        packets_lost: 0,
        packets_received: 1200,
        packet_loss_pct: 0,
        rtt: 31_000_000,
        last_input_ts: inputSeconds,
        last_output_ts: outputSeconds,
        latency: inputSeconds - outputSeconds,
      },
    ],
    conn_quality: "good",
  },
});
