import { BREAKER } from "../../schema/sla/breaker.ts";
import { messageId } from "../../schema/sla/raw-key.ts";
import type { RawObject } from "../../schema/wire/raw.ts";
import { BUDGET } from "./allowance.ts";

/** One turn in one line of the log: how its probes ended, and what they brought. */
export function summaryOf({ plan, outcomes, windows }: RawObject): object {
  const counts = new Map<string, number>();
  for (const { outcome } of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const refused = outcomes.map((each) => each.refused);
  return {
    event: "scrape.turn",
    turn: messageId(plan.message),
    outcomes: Object.fromEntries([...counts].sort()),
    /** Targets that are down and were not asked: they are among the outcomes. */
    passed_over: outcomes.filter(({ detail }) => detail === BREAKER).length,
    /** Targets whose page was more than they may have stored for now. */
    held: outcomes.filter(({ detail }) => detail === BUDGET).length,
    windows: windows.length,
    refused: refused
      .flatMap((each) => Object.values(each))
      .reduce<number>((sum, count) => sum + (count ?? 0), 0),
  };
}
