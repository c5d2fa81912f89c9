import type { Status } from "../../schema/wire/api/status.ts";
import type { Gauge } from "./open-metrics.ts";

/** What a status says, as gauges. Names are published: add to them, never rename. */
export const seriesOf = (status: Status): Gauge[] => [
  {
    name: "livepeer_sla_lag_slots",
    help: "Slots that have ended since the newest one of which an outcome was folded.",
    value: status.lag_slots,
  },
  {
    name: "livepeer_sla_last_slot_start_seconds",
    help: "Start of the newest slot of which an outcome was folded, Unix time.",
    value: secondsOf(status.last_slot?.at ?? null),
  },
  {
    name: "livepeer_sla_coverage_ratio",
    help: "Probes with an outcome of those that this hour should have.",
    value: status.coverage.ppm === null ? null : status.coverage.ppm / 1_000_000,
  },
  {
    name: "livepeer_sla_probes",
    help: "Probes of this hour by outcome.",
    value: { label: "outcome", of: status.outcomes },
  },
  {
    name: "livepeer_sla_backlog_turns",
    help: "Turns of the last two slots that are not folded.",
    value: status.backlog.turns,
  },
  {
    name: "livepeer_sla_backlog_agents",
    help: "Enabled agents that held more at their last probe than it took.",
    value: status.backlog.agents,
  },
  {
    name: "livepeer_sla_backlog_windows",
    help: "Windows that agents hold and nobody has fetched.",
    value: status.backlog.windows,
  },
  {
    name: "livepeer_sla_breakers",
    help: "Enabled targets by the state of their circuit breaker.",
    value: { label: "state", of: status.breakers ?? {} },
  },
  {
    name: "livepeer_sla_queue_operations_today",
    help: "Queue operations of this UTC day, without retries.",
    value: status.budget.queue_operations,
  },
  {
    name: "livepeer_sla_dead_letters",
    help: "Queue messages that failed too often and wait for an operator.",
    value: status.dead_letters,
  },
  {
    name: "livepeer_sla_service_kept_ratio",
    help: "Checks of the last 30 days at which the deployment kept its own objective.",
    value: {
      label: "objective",
      of: Object.fromEntries(
        (status.service?.objectives ?? []).map(({ objective, ppm }) => [
          objective,
          ppm === null ? null : ppm / 1_000_000,
        ]),
      ),
    },
  },
  {
    name: "livepeer_sla_targets",
    help: "Registered targets by state.",
    value: {
      label: "state",
      of: { enabled: status.targets.enabled, disabled: status.targets.disabled },
    },
  },
  {
    name: "livepeer_sla_published_hour_start_seconds",
    help: "Start of the newest published hour, Unix time.",
    value: secondsOf(status.published?.hour ?? null),
  },
  {
    name: "livepeer_sla_published_at_seconds",
    help: "When the newest published hour's latest version was published, Unix time.",
    value: secondsOf(status.published?.published_at ?? null),
  },
];

const secondsOf = (at: string | null): number | null =>
  at === null ? null : Date.parse(at) / 1000;
