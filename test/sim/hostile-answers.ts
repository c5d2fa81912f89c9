import { gzipSync } from "node:zlib";
import { Sha256 } from "../../schema/wire/identifier.ts";
import type { ProbeOutcome } from "../../schema/wire/raw.ts";
import { WINDOW_MS } from "../../schema/wire/window.ts";
import { signedChain, signedWindow, type TestAgent, windowsPage } from "../support/windows.ts";
import { agentOf } from "./hostile-agent.ts";
import { type Answer, edited, jobs, minuteBefore, sendPage } from "./hostile-pages.ts";

/** What an agent does to whoever asks, and the outcome that a scraper owes it: `later` from the second time on, if another. */
type Behaviour = Readonly<{
  outcome: ProbeOutcome;
  later?: ProbeOutcome;
  answers: (agent: TestAgent) => Answer;
}>;

const DAY_MS = 86_400_000;

/** Thirteen ways to hurt a scraper. */
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
  forking: {
    outcome: "ok",
    later: "chain_broken",
    answers: (agent) => async (request, response) => {
      // Whatever it is asked for goes on from a window that nobody has seen.
      const { searchParams } = new URL(request.url ?? "", "http://agent");
      const seq = Number(searchParams.get("after")?.slice(2) ?? 0);
      const prev = seq === 0 ? null : Sha256.parse("0".repeat(64));
      const next = `s/${seq + 2}`;
      const start = minuteBefore() - WINDOW_MS;
      const page = await signedChain(agent, 2, { start, seq, prev });
      sendPage(response, windowsPage(page, { next, latest: next }));
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
