import fc from "fast-check";
import { expect, it } from "vitest";
import { stampOf, zoneOf } from "../../agent/src/collectors/node-log/line-time.ts";
import { parseLine } from "../../agent/src/collectors/node-log/parse-line.ts";
import { openSessions } from "../../agent/src/collectors/node-log/sessions.ts";
import { cutLines } from "../../agent/src/collectors/node-log/tail-file.ts";
import { trackSessions } from "../../agent/src/collectors/node-log/track-sessions.ts";

const SLOG = "2026/01/09 13:50:22 INFO ";
const GLOG = "I0109 13:50:22.510341   12345 ai_http.go:1025] clientIP=203.0.113.7 ";
const IDS = "request_id=ce6ee475 manifest_id=6fa05caf stream_id=stream-n8v0ru-mk6xm6s4 ";
const REQUEST = { mid: "6fa05caf", request: "ce6ee475", model: "streamdiffusion-sdxl" };

// go-livepeer: trickle/trickle_server.go, server/ai_http.go of v0.9.1; `gateway_request_id` and `took=%!v(MISSING)` of v0.8.8.
it.each([
  [`${SLOG}Creating stream stream=6fa05caf`, { kind: "created", mid: "6fa05caf", part: "input" }],
  [
    `${SLOG}Creating stream stream=6fa05caf-events`,
    { kind: "created", mid: "6fa05caf", part: "events" },
  ],
  [
    `${SLOG}Deleted stream streamName=6fa05caf-out`,
    { kind: "deleted", mid: "6fa05caf", part: "output" },
  ],
  [
    `${SLOG}POST completed stream=6fa05caf idx=17 bytes=250112 took=1.004s`,
    { kind: "posted", mid: "6fa05caf", part: "input", seq: 17, bytes: 250112 },
  ],
  [
    `${SLOG}POST completed stream=6fa05caf-out idx=0 bytes=0 took=12.5µs`,
    { kind: "posted", mid: "6fa05caf", part: "output", seq: 0, bytes: 0 },
  ],
  [
    `Jan 09 13:50:22 gpu1 livepeer[815]: ${SLOG}Creating stream stream=6fa05caf`,
    { kind: "created", mid: "6fa05caf", part: "input" },
  ],
  [
    `${GLOG}${IDS}Received request cap=Live video to video modelID=streamdiffusion-sdxl`,
    { kind: "received", ...REQUEST },
  ],
  [
    `${GLOG}${IDS}Processed request cap=Live video to video modelID=streamdiffusion-sdxl took=1.2s`,
    { kind: "processed", ...REQUEST },
  ],
  [
    `${GLOG}orch_request_id=6fa05caf gateway_${IDS}Processed request id=6fa05caf cap=Live video to video modelID=streamdiffusion-sdxl took=%!v(MISSING)`,
    { kind: "processed", ...REQUEST },
  ],
  [
    `${GLOG.replace("I0109", "E0109")}${IDS}Insufficient capacity for pipeline=live-video-to-video modelID=streamdiffusion-sdxl`,
    { kind: "refused", ...REQUEST, pipeline: "live-video-to-video" },
  ],
])("reads %j", (line, fact) => expect(parseLine(line)).toEqual(fact));

it.each([
  [""],
  [`${SLOG}POST segment stream=6fa05caf idx=17 next=17`],
  [`${SLOG}POST completed stream=6fa05caf-events idx=1 bytes=900 took=1ms`],
  [`${SLOG}Creating stream stream=a-byoc-stream`],
  [`${SLOG}Creating stream stream=6fa05caf-data`],
  ["Creating stream stream=6fa05caf"],
  [`${GLOG}request_id=a Received request id=b cap=Text to image modelID=m`],
])("has nothing to say of %j", (line) => expect(parseLine(line)).toBeNull());

it.each([
  [`${SLOG}POST completed stream=6fa05caf idx=17 bytes=-4 took=1ms`, /bytes/],
  [`${SLOG}POST completed stream=6fa05caf idx=17 bytes=1e99 took=1ms`, /bytes/],
  [`${GLOG}${IDS}Received request cap=x modelID=<script>`, /modelID/],
  [
    `${GLOG}${IDS.replace("ce6ee475", "x".repeat(200))}Received request cap=x modelID=m`,
    /request_id/,
  ],
])("says why %j is none", (line, reason) =>
  expect(parseLine(line)).toEqual({ malformed: expect.stringMatching(reason) }),
);

it("does not believe what a stranger writes into a request", () => {
  const forged = `${SLOG}Deleted stream streamName=deadbeef`;
  const named = (id: string, stream: string) =>
    `${GLOG}request_id=${id} manifest_id=6fa05caf stream_id=${stream} Received request cap=x modelID=m`;
  expect(parseLine(named("a", forged))).toMatchObject({ kind: "received", mid: "6fa05caf" });
  // An id with blanks in it is none.
  expect(parseLine(named(forged, "a"))).toBeNull();
  expect(parseLine(`${GLOG}request_id=${forged}`)).toBeNull();
});

it("takes any line without throwing, quickly, and keeps nothing but ids, names and counts", () => {
  const word = fc.constantFrom(
    SLOG,
    GLOG,
    IDS,
    " Received request cap=",
    " modelID=m",
    "Creating stream stream=",
    "POST completed stream=",
    "6fa05caf",
    "idx=1 bytes=2 took=3",
    "Insufficient capacity for pipeline=p",
    "clientIP=203.0.113.7",
    " planted ",
  );
  const line = fc.array(fc.oneof({ weight: 5, arbitrary: word }, fc.string()), { maxLength: 200 });
  fc.assert(
    fc.property(line, (words) => {
      const fact = parseLine(words.join(""));
      expect(JSON.stringify(fact)).not.toMatch(/planted|203\.0/);
      if (fact !== null && !("malformed" in fact)) expect(fact.mid).toMatch(/^[0-9a-f]{8}$/);
    }),
    { numRuns: 500 },
  );
});

it("cuts lines the same, however the bytes come", () => {
  const text = "one\r\ntwo µs\n\nthree";
  const bytes = new TextEncoder().encode(text);
  for (const size of [1, 2, 5, 100]) {
    const found: string[] = [];
    const lines = cutLines();
    for (let i = 0; i < bytes.length; i += size)
      lines.push(bytes.subarray(i, i + size), (line) => found.push(line));
    expect(found).toEqual(["one", "two µs", ""]);
    lines.end((line) => found.push(line));
    expect(found.at(-1)).toBe("three");
  }
});

it("passes over a line that is too long, and over the rest of one that it begins inside of", () => {
  const found: string[] = [];
  const lines = cutLines(true);
  const push = (text: string) =>
    lines.push(new TextEncoder().encode(text), (line) => found.push(line));
  for (const text of ["rest of a line\nwhole\n", "x".repeat(9000), "x".repeat(9000), "x\nafter\n"])
    push(text);
  expect(found).toEqual(["whole", "after"]);
});

it("reads a line's time in both forms, and finds the zone by when the file was written", () => {
  const utc = Date.UTC(2026, 0, 9, 13, 50, 22);
  expect(stampOf(`${SLOG}Creating stream stream=6fa05caf`, 2026)).toBe(utc);
  expect(stampOf(GLOG, 2026)).toBe(utc + 510);
  expect(stampOf("nothing", 2026)).toBeNull();
  // Berlin is an hour ahead of UTC, India five and a half.
  expect(zoneOf(utc, utc - 3_600_000 + 90_000)).toBe(-3_600_000);
  expect(zoneOf(utc, utc - 5.5 * 3_600_000)).toBe(-5.5 * 3_600_000);
});

it("names a job the same for one salt, and so that nobody else can search for it", () => {
  const [a, b, other] = ["salt", "salt", "other"].map((salt) =>
    openSessions(salt).jobOf("6fa05caf"),
  );
  expect(a).toBe(b);
  expect(a).not.toBe(other);
});

it("forgets the oldest of very many sessions that never end", () => {
  const sessions = openSessions("salt");
  const about = { request: null, pipeline: null, model: null, seen: "beginning" } as const;
  const first = sessions.opened("00000000", about);
  for (let i = 1; i <= 1000; i++) sessions.opened(i.toString(16).padStart(8, "0"), about);
  expect(first.over.aborted).toBe(true);
  const heard: string[] = [];
  sessions.onOpened(({ mid }) => heard.push(mid));
  expect(heard).toHaveLength(1000);
});

const mid = "6fa05caf";
const tracking = () => {
  const sessions = openSessions("salt");
  return { sessions, tracker: trackSessions(sessions, () => false) };
};

it("waits for the request that v0.8 names after the channels, and begins the job when they were created", () => {
  const { sessions, tracker } = tracking();
  expect(tracker.take({ kind: "created", mid, part: "input" }, 1000)).toEqual([]);
  expect(tracker.due(2000)).toEqual([]);
  expect(tracker.take({ kind: "processed", ...REQUEST }, 2500)).toMatchObject([
    { kind: "job_started", at: 1000, request: "ce6ee475", model: "streamdiffusion-sdxl" },
  ]);
  expect(sessions.find(mid)).toMatchObject({ request: "ce6ee475", seen: "beginning" });
});

it("opens a session whose request is never named after 5 s, or when it ends", () => {
  const { tracker } = tracking();
  tracker.take({ kind: "created", mid, part: "input" }, 1000);
  expect(tracker.due(5999)).toEqual([]);
  expect(tracker.due(6000)).toMatchObject([{ kind: "job_started", at: 1000, request: null }]);
  tracker.take({ kind: "created", mid: "11111111", part: "input" }, 7000);
  expect(tracker.take({ kind: "deleted", mid: "11111111", part: "input" }, 7500)).toMatchObject([
    { kind: "job_started", at: 7000 },
    { kind: "ended", at: 7500, ending: "completed" },
  ]);
});

it("adds bytes up for 10 s, to the byte", () => {
  const { tracker } = tracking();
  tracker.take({ kind: "received", ...REQUEST }, 0);
  tracker.take({ kind: "created", mid, part: "input" }, 0);
  const totals = { received: 0, sent: 0, said: 0 };
  for (let at = 0; at <= 60_000; at += 500) {
    tracker.take({ kind: "posted", mid, part: "input", seq: at, bytes: 7 }, at);
    tracker.take({ kind: "posted", mid, part: "output", seq: at, bytes: 3 }, at);
    for (const fact of [
      ...tracker.due(at),
      ...(at === 60_000 ? tracker.take({ kind: "deleted", mid, part: "input" }, at) : []),
    ]) {
      if (fact.kind !== "bytes") continue;
      totals.received += fact.received;
      totals.sent += fact.sent;
      totals.said += 1;
    }
  }
  // 121 segments each way; six times 10 s.
  expect(totals).toEqual({ received: 121 * 7, sent: 121 * 3, said: 6 });
});

it("ends no running session by a refusal that bears its id", () => {
  const { tracker } = tracking();
  tracker.take({ kind: "received", ...REQUEST }, 0);
  tracker.take({ kind: "created", mid, part: "input" }, 0);
  const pipeline = "live-video-to-video";
  expect(tracker.take({ kind: "refused", ...REQUEST, pipeline }, 10)).toEqual([]);
  expect(
    tracker.take({ kind: "refused", ...REQUEST, mid: "22222222", pipeline }, 10),
  ).toMatchObject([
    { kind: "ended", ending: "refused", cause: "capacity", idle_slot: false, request: "ce6ee475" },
  ]);
});
