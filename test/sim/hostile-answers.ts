import type { IncomingMessage, ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { Pseudonym } from "../../schema/wire/identifier.ts";
import type { ProbeOutcome } from "../../schema/wire/raw.ts";
import { WINDOW_MS, type Window } from "../../schema/wire/window.ts";
import { entry, totals } from "../support/job-entry.ts";
import { signedChain, signedWindow, type TestAgent, windowsPage } from "../support/windows.ts";
import { agentOf } from "./hostile-agent.ts";

type Answer = (request: IncomingMessage, response: ServerResponse) => unknown;

/** What an agent does to whoever asks, and the outcome that a scraper owes it. */
type Behaviour = Readonly<{ outcome: ProbeOutcome; answers: (agent: TestAgent) => Answer }>;

const DAY_MS = 86_400_000;
const minuteBefore = () => Math.floor(Date.now() / WINDOW_MS) * WINDOW_MS - WINDOW_MS;

/** Twelve ways to hurt a scraper. */
export const HOSTILE = {
  endless: {
    outcome: "too_large",
    answers: () => (_, response) => {
      const fill = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, 32)));
      };
      response.on("drain", fill);
      fill();
    },
  },
  dripping: {
    outcome: "timeout",
    answers: () => (_, response) => {
      const timer = setInterval(() => response.write(" "), 500);
      response.on("close", () => clearInterval(timer));
    },
  },
  bomb: {
    outcome: "too_large",
    answers: () => {
      const bomb = gzipSync(Buffer.alloc(64 << 20, 32));
      return (_, response) => response.setHeader("content-encoding", "gzip").end(bomb);
    },
  },
  redirecting: {
    outcome: "http_status",
    answers: () => (_, response) =>
      response.writeHead(302, { location: "http://127.0.0.1:1/admin/targets" }).end(),
  },
  nested: {
    outcome: "bad_schema",
    answers: edited((text) =>
      text.replace('"jobs":[]', `"jobs":${"[".repeat(100)}${"]".repeat(100)}`),
    ),
  },
  uncountable: {
    outcome: "bad_schema",
    answers: edited((text) => text.replace('"late":0', '"late":1e999')),
  },
  "two-faced": {
    outcome: "bad_signature",
    answers: edited((text) => text.replace('"late":0', '"late":0,"late":7')),
  },
  thieving: {
    outcome: "bad_signature",
    answers: () => async (_, response) => {
      const victim = await agentOf("victim");
      sendPage(response, windowsPage([await signedWindow(victim, { start: minuteBefore() })]));
    },
  },
  rewriting: {
    outcome: "ok",
    answers: (agent) => {
      // The same key for another story, every time that it is asked.
      let late = 0;
      const start = minuteBefore();
      return async (_, response) =>
        sendPage(response, windowsPage([await signedWindow(agent, { start, late: late++ })]));
    },
  },
  ahead: {
    outcome: "ok",
    answers: (agent) => async (_, response) =>
      sendPage(
        response,
        windowsPage(await signedChain(agent, 3, { start: minuteBefore() + DAY_MS })),
      ),
  },
  stuffed: {
    outcome: "too_large",
    answers: (agent) => async (_, response) =>
      sendPage(
        response,
        windowsPage([
          await signedWindow(agent, { start: minuteBefore(), jobs: jobs(900, 0, true) }),
        ]),
      ),
  },
  sprawling: {
    outcome: "ok",
    answers: (agent) => {
      // A window a minute, each with two hundred workflows that nobody has heard of.
      let minute = 0;
      let asked = 0;
      return async (_, response) => {
        const start = minuteBefore();
        if (start === minute) return sendPage(response, windowsPage([]));
        minute = start;
        const epoch = `minute${String(start / WINDOW_MS).padStart(8, "0")}`;
        const page = [await signedWindow(agent, { start, epoch, jobs: jobs(200, asked++) })];
        return sendPage(response, windowsPage(page));
      };
    },
  },
} as const satisfies Record<string, Behaviour>;
export type HostileName = keyof typeof HOSTILE;

/** An honest page whose text is changed after it was signed. */
function edited(change: (text: string) => string): Behaviour["answers"] {
  return (agent) => async (_, response) => {
    const window = await signedWindow(agent, { start: minuteBefore() });
    response.end(change(JSON.stringify(windowsPage([window]))));
  };
}

function jobs(count: number, round: number, decided = false): Window["jobs"] {
  return Array.from({ length: count }, (_, i) => {
    const number = round * count + i;
    return entry(decided ? totals() : null, {
      job: Pseudonym.parse(number.toString(16).padStart(16, "0")),
      request: null,
      model: `${"m".repeat(60)}-${number}`,
      started_at: minuteBefore(),
      first_output_at: null,
    });
  });
}

const sendPage = (response: ServerResponse, page: object): unknown =>
  response.setHeader("content-type", "application/json").end(JSON.stringify(page));
