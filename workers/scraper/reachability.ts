import pLimit from "p-limit";
import { Identity } from "../../schema/wire/identity.ts";
import { checkTargetUrl } from "../../schema/wire/target-url.ts";
import type { Target } from "../../schema/wire/target.ts";
import type { AdminPorts } from "./admin-ports.ts";
import { type Failure, type Fetched, LIMITS, NO_CONNECTION, fetchText } from "./fetch-text.ts";
import type { RowReport } from "./register.ts";
import type { ListedReport } from "./registry-merge.ts";

/** Why a scrape of a target would fail. Answered to operators: add to it, never rename. */
export type Unreachable =
  | "ip_literal"
  | "refused_url"
  | "dns"
  | "port"
  | "tls_untrusted"
  | "timeout"
  | "not_an_agent"
  | "wrong_key"
  | "unknown_version";

/** Whether a target answers as the agent that its row names, as the scraper would ask it. */
export type Reachability = Readonly<{
  reachable: boolean;
  reason: Unreachable | null;
  /** What was seen instead, or who the agent says it is. */
  detail: string | null;
  identity: Identity | null;
}>;

type Ports = Pick<AdminPorts, "fetch" | "config">;

/** What the windows must be for the scraper to read them. */
const WINDOW_SCHEMA = "livepeer.sla.window/1";

/** As many at once as in a scrape. */
const CHECKS_AT_ONCE = 5;

/** Asks a target who it is, under the limits of a scrape. Never throws. */
export async function checkTarget(
  { url, agent }: Pick<Target, "url" | "agent">,
  { fetch, config }: Ports,
): Promise<Reachability> {
  const checked = checkTargetUrl(url, config.allowLoopback);
  if ("refused" in checked) {
    const isAddress = checked.fault === "ip_literal";
    return unreachable(isAddress ? "ip_literal" : "refused_url", checked.refused);
  }
  const fetched = await fetchText(`${checked.origin}/v1/identity`, LIMITS, fetch);
  if ("outcome" in fetched) return unreachable(reasonOf(fetched), fetched.detail);
  const identity = readIdentity(fetched);
  if (identity === null) return unreachable("not_an_agent", "not the identity of an agent");
  if (identity.agent !== agent)
    return unreachable("wrong_key", `it is ${identity.agent}`, identity);
  if (!identity.window_schemas.includes(WINDOW_SCHEMA))
    return unreachable("unknown_version", `it serves ${identity.window_schemas}`, identity);
  return { reachable: true, reason: null, detail: null, identity };
}

/** Adds a check to the report of every row that is of a target: not to refused ones, nor to those of lists that name no agent. */
export async function checkAll<R extends RowReport | ListedReport>(
  reports: readonly R[],
  targets: readonly Target[],
  ports: Ports,
): Promise<(R & { check?: Reachability })[]> {
  const byId = new Map(targets.map((target) => [target.id, target]));
  const inTurns = pLimit(CHECKS_AT_ONCE);
  return Promise.all(
    reports.map(async (report) => {
      const target = "id" in report && report.id !== null ? byId.get(report.id) : undefined;
      if (!target) return report;
      return { ...report, check: await inTurns(() => checkTarget(target, ports)) };
    }),
  );
}

function readIdentity({ text }: Exclude<Fetched, Failure>): Identity | null {
  try {
    return Identity.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

function reasonOf({ outcome, detail }: Failure): Unreachable {
  switch (outcome) {
    case "dns":
      return "dns";
    case "tls":
      return "tls_untrusted";
    case "timeout":
      return detail?.startsWith(NO_CONNECTION) ? "port" : "timeout";
    default:
      return "not_an_agent";
  }
}

const unreachable = (
  reason: Unreachable,
  detail: string | null,
  identity: Identity | null = null,
): Reachability => ({ reachable: false, reason, detail, identity });
