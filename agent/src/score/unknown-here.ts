/** What windows alone do not tell of a score, in which it can differ from a collector's over the same windows. */
export const UNKNOWN_HERE =
  "Only a collector knows when it registered the agent and which of its probes were made and answered: completeness, a factor of score_low, is counted here from the agent's first window to its last, and availability not at all.";
