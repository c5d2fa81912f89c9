import type { CollectorHealth } from "../../../schema/wire/window.ts";
import type { SettingName } from "./settings.ts";

/** Which settings tell where each source is. One that is null (`off`) switches the source off. */
export const SOURCE_SETTINGS: Readonly<Record<CollectorHealth["name"], readonly SettingName[]>> = {
  trickle: ["trickle_url"],
  "node-log": ["node_log"],
  runner: ["runner_urls", "docker_socket"],
  "node-metrics": ["node_metrics_url"],
  gpu: ["gpu_command"],
  gateway: ["gateway_heartbeat_port", "gateway_status_url"],
  events: ["events"],
  ingest: [],
};
