import { createServer as createHttp, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttps } from "node:https";
import type { AddressInfo } from "node:net";
import { SELF_SIGNED } from "./trickle-server-tls.ts";

/** go-livepeer keeps so many segments of a channel. */
const KEPT = 5;

type Segment = { seq: number; text: string; isDone: boolean; readers: ServerResponse[] };
type Channel = { segments: (Segment | null)[]; nextWrite: number; isClosed: boolean };

/** What a simulated trickle server can be told. Channels are named as go-livepeer names them: `6fa05caf-events`. */
export type SimTrickleServer = AsyncDisposable &
  Readonly<{
    url: string;
    /** Paths that were asked for. */
    asked: string[];
    create: (name: string) => void;
    /** Writes the next segment whole, and connects for the one after it, as a runner does. Empty: given up. */
    post: (name: string, text: string) => number;
    /** `lingering`: a reader still finds the closed channel, as in the moment before it is gone. */
    close: (name: string, lingering?: boolean) => void;
    /** Whether a reader waits for a segment. */
    isAwaited: (name: string, seq: number) => boolean;
    /** Answers every request with this instead, until it is told null. */
    answerWith: (status: number | null) => void;
  }>;

/** go-livepeer's trickle server (`trickle/trickle_server.go`), as a reader and the log see it. */
export async function simTrickleServer({
  tls = false,
  slog = () => {},
}: { tls?: boolean; slog?: (message: string) => void } = {}): Promise<SimTrickleServer> {
  const channels = new Map<string, Channel>();
  const asked: string[] = [];
  let instead: number | null = null;

  const answer = ({ url = "" }: IncomingMessage, response: ServerResponse): void => {
    asked.push(url);
    if (instead !== null) return void response.writeHead(instead).end("planted answer");
    const [, name = "", index] = /^\/ai\/trickle\/([^/]+)\/(-?\d+)$/.exec(url) ?? [];
    const channel = channels.get(name);
    if (channel === undefined) return void response.writeHead(404).end("Stream not found\n");
    read(channel, Number(index), response);
  };
  const server = tls ? createHttps(SELF_SIGNED, answer) : createHttp(answer);
  await new Promise<void>((done) => server.listen(0, done));
  const { port } = server.address() as AddressInfo;

  const of = (name: string): Channel => {
    const channel = channels.get(name);
    if (channel === undefined) throw new Error(`no channel ${name}`);
    return channel;
  };
  return {
    url: `${tls ? "https" : "http"}://127.0.0.1:${port}`,
    asked,
    create: (name) => {
      if (channels.has(name)) return;
      channels.set(name, { segments: Array(KEPT).fill(null), nextWrite: 0, isClosed: false });
      slog(`Creating stream stream=${name}`);
    },
    post: (name, text) => {
      const channel = of(name);
      const segment = forWrite(channel, channel.nextWrite);
      channel.nextWrite = segment.seq + 1;
      segment.text = text;
      finish(channel, segment);
      if (text !== "")
        slog(`POST completed stream=${name} idx=${segment.seq} bytes=${text.length} took=1.2ms`);
      forWrite(channel, channel.nextWrite);
      return segment.seq;
    },
    close: (name, lingering = false) => {
      const channel = of(name);
      channel.isClosed = true;
      for (const segment of channel.segments) if (segment !== null) finish(channel, segment);
      channel.segments.fill(null);
      if (lingering) return;
      channels.delete(name);
      slog(`Deleted stream streamName=${name}`);
    },
    isAwaited: (name, seq) =>
      channels
        .get(name)
        ?.segments.some((segment) => segment?.seq === seq && segment.readers.length > 0) === true,
    answerWith: (status) => void (instead = status),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** `handleGet`: -1 is the next write, -2 the one before it. A segment that is just ahead of the writer is waited for. */
function read(channel: Channel, index: number, response: ServerResponse): void {
  const { nextWrite, isClosed } = channel;
  const seq = index === -1 ? nextWrite : index === -2 ? Math.max(0, nextWrite - 1) : index;
  const isAhead = seq === nextWrite || (nextWrite === 0 && seq === 1);
  if (at(channel, seq) === null && isAhead && !isClosed) forWrite(channel, seq);
  const segment = at(channel, seq);
  if (segment === null) {
    response.setHeader("Lp-Trickle-Latest", nextWrite).setHeader("Lp-Trickle-Seq", seq);
    if (isClosed) response.setHeader("Lp-Trickle-Closed", "terminated");
    return void response.writeHead(isClosed ? 200 : 470).end("Entry not found");
  }
  if (seq !== nextWrite) response.setHeader("Lp-Trickle-Latest", nextWrite);
  segment.readers.push(response);
  response.on(
    "close",
    () => (segment.readers = segment.readers.filter((other) => other !== response)),
  );
  if (segment.isDone) finish(channel, segment);
}

const at = ({ segments }: Channel, seq: number): Segment | null => {
  const segment = segments[seq % KEPT] ?? null;
  return segment?.seq === seq ? segment : null;
};

/** The segment to write to; one that was in its place is over. */
function forWrite(channel: Channel, seq: number): Segment {
  const known = at(channel, seq);
  if (known !== null) return known;
  const before = channel.segments[seq % KEPT];
  if (before != null) finish(channel, before);
  const segment = { seq, text: "", isDone: false, readers: [] };
  channel.segments[seq % KEPT] = segment;
  return segment;
}

function finish(channel: Channel, segment: Segment): void {
  segment.isDone = true;
  for (const response of segment.readers.splice(0)) {
    response.setHeader("Lp-Trickle-Seq", segment.seq);
    if (segment.text === "") {
      response.setHeader("Lp-Trickle-Latest", channel.nextWrite);
      if (channel.isClosed) response.setHeader("Lp-Trickle-Closed", "terminated");
    }
    response.writeHead(200, { "Content-Type": "application/json" }).end(segment.text);
  }
}
