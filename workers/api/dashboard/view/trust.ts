import { type Figure, unknown } from "./figure.ts";

const MEANINGS = [
  "Level 0: a registry entry and nothing else.",
  "Level 1: the agent's host is the service host of its registry entry.",
  "Level 2: signed by the node that the registry names for this orchestrator.",
  "Level 3: a delegation signed by the orchestrator's own address.",
] as const;

/** How well an agent's claim to an orchestrator is founded. */
export function trustFigure(level: 0 | 1 | 2 | 3 | null): Figure {
  const title = "Trust level";
  if (level === null)
    return unknown("trust", "no agent is registered for it: gateways saw it", { title });
  return { metric: "trust", title, text: `L${level}`, definition: MEANINGS[level] };
}
