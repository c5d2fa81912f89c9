/** Pipeline by go-livepeer's capability id (`core/capabilities.go`): what `PerCapability` and manifest ids count in. */
const PIPELINES: Readonly<Record<string, string>> = {
  "27": "text-to-image",
  "28": "image-to-image",
  "29": "image-to-video",
  "30": "upscale",
  "31": "audio-to-text",
  "32": "segment-anything-2",
  "33": "llm",
  "34": "image-to-text",
  "35": "live-video-to-video",
  "36": "text-to-speech",
  "37": "byoc",
};

/** The pipeline of a capability id, or null for one that is not an AI pipeline. */
export const pipelineOf = (capability: string): string | null => PIPELINES[capability] ?? null;
