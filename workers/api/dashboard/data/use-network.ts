import { useAnswer } from "./use-answer.ts";
import type { PeriodName } from "../view/query.ts";
import { periodStart } from "../view/periods.ts";

/** What the network's page reads: demand and GPUs of a period, who serves now, and the policy. */
export function useNetwork(period: PeriodName) {
  const orchestrators = useAnswer("orchestrators", { period, limit: "500" });
  const capabilities = useAnswer("networkCapabilities", {});
  const gpus = useAnswer("gpuMetrics", { time_range: period });
  const policy = useAnswer("policy", {}, 600_000);
  const to = capabilities.data?.to ?? null;
  const isLong = period === "7d" || period === "30d";
  const demand = useAnswer(
    "networkDemand",
    !isLong
      ? { interval: "hour" }
      : to === null
        ? null
        : { interval: "day", from: periodStart(to, period), to },
  );
  const status = useAnswer("status", {});
  return { status, orchestrators, capabilities, gpus, policy, demand };
}
