import { expect, it } from "vitest";
import { causeOf } from "../../../schema/sla/causes.ts";

/** Messages as go-livepeer and ai-runner write them; those marked * are in real event files. */
it.each([
  ["no orchestrators available within 2s timeout", "no_capacity", "capacity"], // *
  ["whip disconnected", "end", "client_left"], // *
  ["mediamtx ingest disconnected", "end", "client_left"],
  ["User disconnected", "end", "client_left"],
  ["missing video", "user", "user_input"],
  ["non-h264 video", "user", "user_input"],
  ["ICE connection state failed", "user", "client_network"],
  ["ringbuffer init failed: short buffer", "user", "gateway"],
  ["Insufficient capacity for pipeline=live-video-to-video", "error", "capacity"],
  ["OrchestratorCapped", "error", "capacity"],
  ["Error loading pipeline: Engine file not found: /models/unet.engine", "error", "model"],
  ["Error loading pipeline: CUDA out of memory. Tried to allocate 2.00 GiB", "error", "gpu"],
  ["Pipeline process max restarts reached (3)", "error", "model"],
  ["Error updating params: t_index_list must have between 1 and 4 elements", "user", "user_input"],
  ["orchestrator is slow", "error", "orchestrator_network"],
  ["trickle subscription init failed: EOF", "error", "orchestrator_network"],
  ["timeout waiting for segments", "error", "orchestrator_network"],
  ["unexpected response type", "error", "protocol"],
  ["something that nobody has seen before", "error", "unknown"],
  ["", "error", "unknown"],
])("reads “%s” as %s, %s", (message, kind, cause) => {
  expect(causeOf(message)).toEqual({ kind, cause, proven: false });
});
