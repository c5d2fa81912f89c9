import type { PeriodName } from "../view/query.ts";
import { intervalOf } from "../view/periods.ts";
import { useAnswer } from "./use-answer.ts";

/** What the page of one orchestrator reads. Its history is of the period of its score. */
export function useOrchestrator(address: string, period: PeriodName, workflow: string | null) {
  const narrowed = workflow === null ? {} : { workflow };
  const compliance = useAnswer("compliance", { orchestrator_id: address, period, ...narrowed });
  const about = useAnswer("orchestrator", { address }, 60_000);
  const gpus = useAnswer("gpuMetrics", { o_wallet: address, time_range: period }, 60_000);
  const policy = useAnswer("policy", {}, 600_000);
  const range = compliance.data;
  const { interval } = intervalOf(period);
  // The hour that runs has no history of its own: the day around it is shown.
  const of = range === null || period === "1h" ? {} : { from: range.from, to: range.to };
  const history = useAnswer(
    "history",
    range === null ? null : { address, interval, ...of, ...narrowed },
  );
  const latencies = useAnswer(
    "latencies",
    range === null ? null : { address, period, end: range.to, ...narrowed },
    60_000,
  );
  return { compliance, about, gpus, policy, history, latencies };
}
