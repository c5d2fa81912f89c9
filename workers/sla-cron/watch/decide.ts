import { CHECK_MS, countCheck } from "../../../schema/sla/service/count-check.ts";
import type { Alert, Firing, Objective, Watched } from "../../../schema/wire/watched.ts";
import type { Finding } from "./rules.ts";

/** What somebody should be told. */
export type Notice = Readonly<{ state: "firing" | "recovered"; firing: Firing }>;

const ALERT_OF: Readonly<Record<Objective, Alert>> = {
  scraping: "lag",
  coverage: "coverage",
  publication: "publication",
};

/**
 * One check: what the watch remembers after it, and what should be said. An alert is said at its second check in a row, so that
 * one slow minute wakes nobody; once, and again every `repeatMs`; its end once. What nobody was told of has no end to tell.
 */
export function decide(
  before: Watched | null,
  findings: readonly Finding[],
  nowMs: number,
  repeatMs: number,
): Readonly<{ after: Watched; notices: readonly Notice[] }> {
  const check = Math.floor(nowMs / CHECK_MS);
  const known = new Map(before?.firing.map((each) => [each.alert, each]));
  const firing = findings.flatMap((finding) => nextOf(finding, known.get(finding.alert), nowMs));
  const notices = firing.flatMap((each): Notice[] => {
    if (each.ended_at !== null) return [{ state: "recovered", firing: each }];
    const isDue =
      each.notified_at === null ? each.since < nowMs : nowMs - each.notified_at >= repeatMs;
    return isDue && stateIn(findings, each.alert) === "firing"
      ? [{ state: "firing", firing: each }]
      : [];
  });
  const kept = (objective: Objective) => {
    const state = stateIn(findings, ALERT_OF[objective]);
    // The first check of all begins the watch: a deployment that was made a minute ago has promised nothing yet.
    return before === null || state === "unknown" ? null : state === "well";
  };
  const days = countCheck(before?.days ?? [], nowMs, {
    scraping: kept("scraping"),
    coverage: kept("coverage"),
    publication: kept("publication"),
  });
  const first = before?.first_check ?? check;
  const after = { first_check: first, last_check: check, firing, days };
  return { after: { schema: "livepeer.sla.watched/1", ...after }, notices };
}

/** The same, after the notices were delivered. */
export const delivered = (after: Watched, notices: readonly Notice[], nowMs: number): Watched => {
  const said = new Set(notices.map(({ firing }) => firing.alert));
  return {
    ...after,
    firing: after.firing
      .filter(({ alert, ended_at }) => ended_at === null || !said.has(alert))
      .map((each) => (said.has(each.alert) ? { ...each, notified_at: nowMs } : each)),
  };
};

const stateIn = (findings: readonly Finding[], alert: Alert): Finding["state"] =>
  findings.find((finding) => finding.alert === alert)?.state ?? "unknown";

/** An alert after a finding: begun, going on, ended, or none. */
function nextOf(
  { alert, state, text }: Finding,
  known: Firing | undefined,
  nowMs: number,
): Firing[] {
  if (state === "unknown") return known === undefined ? [] : [known];
  if (state === "firing")
    return [
      known === undefined
        ? { alert, since: nowMs, text, notified_at: null, ended_at: null }
        : { ...known, text, ended_at: null },
    ];
  if (known === undefined || known.notified_at === null) return [];
  return [{ ...known, text, ended_at: known.ended_at ?? nowMs }];
}
