import { Choice } from "./choice.tsx";
import { WITNESS_LABELS, WITNESSES } from "../data/use-period.ts";
import { PERIOD_LABELS, type PeriodName, PERIODS } from "../view/query.ts";
import type { Witness } from "../view/score.ts";

/** Which period is shown. */
export const PeriodChoice = ({ period }: Readonly<{ period: PeriodName }>) => (
  <Choice
    label="Period"
    name="period"
    words={PERIODS}
    labels={PERIOD_LABELS}
    chosen={period}
    byDefault="24h"
  />
);

/** Which view of the evidence is shown. */
export const WitnessChoice = ({ witness }: Readonly<{ witness: Witness }>) => (
  <Choice
    label="Evidence"
    name="witness"
    words={WITNESSES}
    labels={WITNESS_LABELS}
    chosen={witness}
    byDefault="any"
  />
);
