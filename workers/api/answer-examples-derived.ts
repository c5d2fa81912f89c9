import recorded from "./answer-examples.json" with { type: "json" };

const {
  hours,
  to,
  from,
  open,
  period: _period,
  nulls: _nulls,
  ...row
} = recorded["/v1/sla/compliance"] as Record<string, unknown>;

const none = { from, open, scores: [] };

/** Answers that say what another says, in another form. */
export const DERIVED = {
  "/v1/policy/{digest}": recorded["/v1/policy"],
  "/v1/hours/{hour}/{version}/jobs/{pack}": recorded["/v1/hours/{hour}/{version}/jobs"],
  "/v1/hours/{hour}/{version}/rollups/{pack}": recorded["/v1/hours/{hour}/{version}/rollups"],
  "/v1/scores/{digest}": {
    schema: "livepeer.sla.scores-pack/1",
    to,
    hours,
    periods: { "1h": none, "24h": { ...none, scores: [row] }, "7d": none, "30d": none },
  },
};
