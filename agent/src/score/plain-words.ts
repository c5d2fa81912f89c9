import type { PointsLost } from "./points-lost.ts";

/** What a loss is, and what would end it, in the words of who runs the node. */
export const PLAIN_WORDS: Readonly<
  Record<PointsLost["owner"], Readonly<{ lost: string; raise: string }>>
> = {
  capacity: {
    lost: "jobs refused although a slot was idle",
    raise:
      "find why an idle slot refuses: a container that is stuck, or a capacity that is set too low",
  },
  model: {
    lost: "jobs that the model or its pipeline failed",
    raise: "read the runner's log of these jobs; keep to a runner version and a model that hold",
  },
  gpu: {
    lost: "jobs that the GPU failed (out of memory, lost device)",
    raise: "give the model more memory, or the GPU fewer models; check its health and temperature",
  },
  orchestrator_network: {
    lost: "jobs that your side's network broke",
    raise: "check uplink, DNS and firewall between the node, its runners and the internet",
  },
  protocol: {
    lost: "jobs broken off by an answer that the other side could not read",
    raise: "bring go-livepeer and the runner to versions that belong together",
  },
  unknown: {
    lost: "jobs that gave no output, or stopped, without saying why",
    raise:
      "read the logs at these times; an agent that runs through and sees the log can name causes",
  },
  delivered_frames: {
    lost: "frames below the promised rate, or minutes that nothing reported",
    raise: "raise the frame rate: fewer streams a GPU, a faster GPU, a smaller model",
  },
  first_frame: {
    lost: "first output later than promised, or not reported",
    raise:
      "keep the model warm, and let the agent see the runner's events, so that no value is missing",
  },
  stability: {
    lost: "streams that a gateway moved away",
    raise: "find the stalls and errors that made the gateway leave",
  },
  e2e: {
    lost: "latency of the stream above what is promised",
    raise: "shorten the way: a nearer gateway, a smaller buffer, a higher frame rate",
  },
};
