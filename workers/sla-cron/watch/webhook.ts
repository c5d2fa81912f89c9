import type { Notice } from "./decide.ts";

/** The body that a webhook takes. */
export type Format = "discord" | "slack" | "json";

const RUNBOOK = "docs/runbook.md";
const TIMEOUT_MS = 10_000;
/** Discord takes at most 2000 characters. */
const MOST_CHARACTERS = 1900;

/** The format of a webhook by its host; what nobody knows takes JSON. */
export function formatOf(url: string): Format {
  const { hostname } = new URL(url);
  if (/(^|\.)discord(app)?\.com$/.test(hostname)) return "discord";
  return hostname === "hooks.slack.com" ? "slack" : "json";
}

/** What is posted for notices of one check. */
export function bodyOf(format: Format, notices: readonly Notice[], nowMs: number): object {
  const text = notices.map(lineOf).join("\n").slice(0, MOST_CHARACTERS);
  if (format === "discord") return { content: text, allowed_mentions: { parse: [] } };
  if (format === "slack") return { text };
  return {
    schema: "livepeer.sla.alerts/1",
    at: new Date(nowMs).toISOString(),
    alerts: notices.map(({ state, firing: { alert, since, text: said } }) => ({
      alert,
      state,
      since: new Date(since).toISOString(),
      text: said,
      runbook: `${RUNBOOK}#${alert}`,
    })),
  };
}

const lineOf = ({ state, firing: { alert, since, text } }: Notice): string =>
  state === "firing"
    ? `livepeer-sla: ${alert} since ${new Date(since).toISOString()}: ${text}. ${RUNBOOK}#${alert}`
    : `livepeer-sla: ${alert} is over: ${text}`;

/** Posts the notices. @throws where the webhook does not take them, so that they are posted again at the next check */
export async function post(
  fetch: (url: string, init: RequestInit) => Promise<Response>,
  url: string,
  body: object,
): Promise<void> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    redirect: "manual",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`the webhook answered ${response.status}`);
}
