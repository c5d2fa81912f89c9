import * as z from "zod";

/**
 * Why a value is null, by code, in words. Codes are answered beside the value and explained by the catalog. Published: add
 * to them, never rename.
 */
export const REASONS = {
  no_decided_job: "No job was decided.",
  no_budget: "The objective allows no bad event: there is no budget to spend.",
  no_sample: "No sample with fps > 0.",
  no_output: "No output was delivered in a time that could be seen.",
  no_span: "No stream ran long enough to have a frame rate: its first and last 10 s do not count.",
  no_long_stream: "No stream whose samples were seen ran for 60 s.",
  few_samples: "No job has 6 samples with fps > 0.",
  no_gateway_measurement: "No registered gateway measured it.",
  no_runner_measurement: "No runner reported it.",
  no_swap_source: "No job that a gateway with a source of swaps saw.",
  no_bytes: "No source of bytes told of these jobs.",
  no_startup_seen: "No agent saw a container or a pipeline start.",
  no_capacity_reading: "Nobody read the slots.",
  no_registered_agent: "No registered agent, or no minute that it had to cover.",
  no_probe: "Nobody was asked: no slot was up or down.",
  no_attended_job: "No job that a gateway saw while the orchestrator's agent was there.",
  not_by_workflow: "Read per GPU, whatever it works for: see its row without a workflow.",
  not_by_gpu: "Read per workflow: see its row without a GPU.",
  not_by_orchestrator:
    "A request that found no orchestrator is of none: ask without orchestrator, region and GPU.",
  not_by_purpose:
    "Readings of slots, of GPUs and of starts do not say for whom: they stand beside live traffic.",
  orchestrator_only: "Only the orchestrator's own agent sees it: no gateway corroborates it.",
  not_configured: "No source is configured.",
  dcgm_absent: "DCGM profiling needs a data-centre GPU and an exporter of its own: no source.",
  no_flops_table: "There is no maintained table of FLOPs per frame: no source.",
  proxy_only: "Only the method proxy is measured, and it is no efficiency.",
  small_cohort: "Fewer members than a cohort needs.",
  not_measured: "This member has no value of its own to be ranked.",
  needs_both_views: "It needs a decided job in both views.",
  not_decided: "The job is not decided yet, or not by the side that would tell it.",
  not_told: "Nobody whose word counts for it told it.",
  not_usable:
    "What was told of it gives no value: it contradicts itself, rounds to nothing or covers no time.",
  does_not_apply: "It does not apply to this outcome, this side or this kind of job.",
} as const;

export const Reason = z.enum(Object.keys(REASONS) as [keyof typeof REASONS]);
export type Reason = z.infer<typeof Reason>;

/** Why fields are null or absent: each one's path (`views.any.score`) → a code that the catalog explains. */
export const Nulls = z.record(z.string(), Reason);
