import type { CollectorHealth } from "../../../schema/wire/window.ts";
import type { Role } from "../../../schema/wire/workflow.ts";

/** What to do where a source is not there or fails. */
export const SOURCE_ADVICE: Readonly<Record<CollectorHealth["name"], string>> = {
  trickle:
    "set trickle_url to the node's service port (by default https://127.0.0.1:8935), and node_log, which names the jobs",
  "node-log":
    "set node_log to a file with go-livepeer's stderr: livepeer … 2>>/var/log/livepeer.log, or journalctl -fu livepeer -o cat >>…",
  runner:
    "set runner_urls to the containers of ai-runner (the managed ones are http://127.0.0.1:8900 and up), or opt in to docker_socket",
  "node-metrics":
    "start the node with -monitor, and set node_metrics_url to its -cliAddr (by default http://127.0.0.1:7935)",
  gpu: "install nvidia-smi or set gpu_command; in a container, pass the GPUs in",
  gateway:
    "start the gateway with -liveAIHeartbeatURL http://127.0.0.1:9482/hb and set gateway_status_url to its -httpAddr (by default http://127.0.0.1:9935)",
  events:
    "set events to a file of go-livepeer's events, or pipe them: kcat -C -t <topic> | livepeer-sla-agent start --events -",
  ingest: "free the ingest port, or set another",
};

/** The sources that say something of such a node. */
export const SOURCES_OF: Readonly<Record<Role, readonly CollectorHealth["name"][]>> = {
  orchestrator: ["trickle", "node-log", "runner", "node-metrics", "gpu"],
  gateway: ["gateway", "events"],
};
