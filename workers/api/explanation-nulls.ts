import type { GatewayExplanation } from "../../schema/wire/api/gateway.ts";
import type { GatewayWitness } from "../../schema/wire/network.ts";
import type { Reason } from "../../schema/wire/reason.ts";

type Place = Pick<GatewayExplanation["nodes"][number], "address" | "region" | "score_low">;

/** Why fields of one place are null. @param witness  the view that `score_low` was asked of */
export const placeNulls = (
  { address, region, score_low }: Place,
  witness: GatewayWitness,
): Record<string, Reason> => ({
  ...(address === null && { address: "not_told" }),
  ...(region === null && { region: "not_told" }),
  ...(score_low === null && {
    score_low: witness === "cautious" ? "needs_both_views" : "no_decided_job",
  }),
});
