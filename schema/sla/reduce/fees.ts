import type { Fees } from "../../wire/job-entry.ts";
import type { Observation } from "../../wire/observation.ts";

type Payment = Extract<Observation, { kind: "payment" }>;

/** Above this a face value is nonsense, and its sums would not fit the wire: all ether there is, times 10⁹. */
const MAX_FACE_VALUE_WEI = 10n ** 36n;

const DECIMALS = 18;

/**
 * Tickets × face value, and that × win probability: exact in attowei, since a probability has at most 18 decimals. Null
 * for a face value beyond all ether.
 */
export function feesOf({ tickets, face_value_wei, win_prob }: Payment): Fees | null {
  if (BigInt(face_value_wei) > MAX_FACE_VALUE_WEI) return null;
  const [whole = "0", decimals = ""] = win_prob.split(".");
  const attoProbability = BigInt(whole + decimals.padEnd(DECIMALS, "0"));
  const faceValue = BigInt(tickets) * BigInt(face_value_wei);
  return {
    tickets,
    face_value_wei: faceValue.toString(),
    expected_value_attowei: (faceValue * attoProbability).toString(),
  };
}

/** Both together, exactly. */
export const addFees = (a: Fees, b: Fees): Fees => ({
  tickets: a.tickets + b.tickets,
  face_value_wei: sum(a.face_value_wei, b.face_value_wei),
  expected_value_attowei: sum(a.expected_value_attowei, b.expected_value_attowei),
});

const sum = (a: string, b: string): string => (BigInt(a) + BigInt(b)).toString();
