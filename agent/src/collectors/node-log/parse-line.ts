import * as z from "zod";
import { Count } from "../../../../schema/wire/quantity.ts";
import { Pipeline, WorkflowPart } from "../../../../schema/wire/workflow.ts";

/** What one line of go-livepeer's log says of a live session, by its manifest id. Nothing else of the line is kept. */
export type LogFact =
  | Readonly<{ kind: "created" | "deleted"; mid: string; part: Part }>
  /** A segment of the channel was written; input is the session's own channel, output its `-out`. */
  | Readonly<{ kind: "posted"; mid: string; part: "input" | "output"; seq: number; bytes: number }>
  /** The session's request and model, before (`received`) or after (`processed`) its channels are created. */
  | Readonly<{ kind: "received" | "processed"; mid: string; request: string | null; model: string }>
  | Readonly<{
      kind: "refused";
      mid: string;
      request: string | null;
      pipeline: string;
      model: string;
    }>;

/** A session's channels. `control` is written by the gateway, `events` and `output` by the runner. */
export type Part = "input" | "output" | "events" | "control";

/** A fact, why a line that looks like one is none, or null for any other line. */
export type ParsedLine = LogFact | { malformed: string } | null;

/** Go's `slog`: seconds, no zone. Up to five words may stand before it, as journald and Docker write them. */
const SLOG = /^(?:\S+ ){0,5}?\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d(?:\.\d+)? (?:INFO|WARN|ERROR) (.*)$/;
/** glog: `I0109 13:50:22.510341   12345 ai_http.go:1025] message`. */
const GLOG = /^(?:\S+ ){0,5}?[IWEF]\d{4} \d\d:\d\d:\d\d\.\d{6}\s+\d+ [\w.-]+:\d+\] (.*)$/;

/**
 * Reads one line. Sources: go-livepeer `trickle/trickle_server.go` (slog), `server/ai_http.go` (glog; v0.8 names the
 * request `gateway_request_id`).
 */
export function parseLine(line: string): ParsedLine {
  // A glog line repeats what strangers send: it is never read as one of the trickle server's.
  const [, words] = GLOG.exec(line) ?? [];
  if (words !== undefined) return parseRequest(words);
  const [, message] = SLOG.exec(line) ?? [];
  return message === undefined ? null : parseTrickle(message);
}

function parseTrickle(message: string): ParsedLine {
  const [, what, name = ""] =
    /^(Creating stream stream|Deleted stream streamName)=(.*)$/.exec(message) ?? [];
  const [, stream = "", seq, bytes] =
    /^POST completed stream=(\S*) idx=(\S*) bytes=(\S*) took=/.exec(message) ?? [];
  const channel = channelOf(what === undefined ? stream : name);
  // A channel of another kind: Live Runner, BYOC.
  if (channel === null) return null;
  if (what !== undefined)
    return { kind: what.startsWith("Creating") ? "created" : "deleted", ...channel };
  const { mid, part } = channel;
  if (part !== "input" && part !== "output") return null;
  const counts = Posted.safeParse({ seq, bytes });
  if (!counts.success) return { malformed: "POST completed: idx or bytes is no count" };
  return { kind: "posted", mid, part, ...counts.data };
}

const Digits = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number)
  .pipe(Count);
const Posted = z.object({ seq: Digits, bytes: Digits });

const SUFFIXES: Readonly<Record<string, Part>> = {
  "": "input",
  "-out": "output",
  "-events": "events",
  "-control": "control",
};

/** A live session's manifest id has eight hex digits (go-livepeer `core/streamdata.go`). */
function channelOf(name: string): { mid: string; part: Part } | null {
  const [, mid, suffix = ""] = /^([0-9a-f]{8})(-[a-z]+)?$/.exec(name) ?? [];
  const part = Object.hasOwn(SUFFIXES, suffix) ? SUFFIXES[suffix] : undefined;
  return mid === undefined || part === undefined ? null : { mid, part };
}

const REQUEST = /(?:^| )(?:gateway_)?request_id=(\S*) manifest_id=([0-9a-f]{8}) stream_id=/;
const MESSAGE =
  /(?: (Received|Processed) request (?:id=\S* )?cap=.*| Insufficient capacity for pipeline=(\S+)) modelID=(\S+)(?: took=\S*)?$/;

function parseRequest(words: string): ParsedLine {
  const [, what, pipelineName, modelName] = MESSAGE.exec(words) ?? [];
  if (modelName === undefined) return null;
  // Without a manifest id it is no live stream.
  const [, id = "", mid] = REQUEST.exec(words) ?? [];
  if (mid === undefined) return null;
  const model = WorkflowPart.safeParse(modelName);
  if (!model.success) return { malformed: "modelID is no model's name" };
  if (id.length > 128) return { malformed: "request_id is too long" };
  const about = { mid, request: id === "" ? null : id, model: model.data };
  if (what !== undefined) return { kind: what === "Received" ? "received" : "processed", ...about };
  const pipeline = Pipeline.safeParse(pipelineName);
  if (!pipeline.success) return { malformed: "pipeline is no pipeline's name" };
  return { kind: "refused", ...about, pipeline: pipeline.data };
}
