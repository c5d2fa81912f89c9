import { listedPack } from "../../schema/sla/scores-list.ts";
import { REASONS } from "../../schema/wire/reason.ts";
import recorded from "./answer-examples.json" with { type: "json" };

const {
  hours,
  to,
  from,
  open,
  policies,
  period: _period,
  nulls: _nulls,
  purpose: _purpose,
  ...row
} = recorded["/v1/sla/compliance"] as Record<string, unknown>;

const none = { from, open, policies, scores: [] };

const pack = {
  schema: "livepeer.sla.scores-pack/1",
  to,
  hours,
  periods: { "1h": none, "24h": { ...none, scores: [row] }, "7d": none, "30d": none },
};
const scores = recorded["/v1/scores"];

/** Answers that say what another says, in another form. */
export const DERIVED = {
  "/v1/policy/{digest}": recorded["/v1/policy"],
  "/v1/hours/{hour}/{version}/jobs/{pack}": recorded["/v1/hours/{hour}/{version}/jobs"],
  "/v1/hours/{hour}/{version}/rollups/{pack}": recorded["/v1/hours/{hour}/{version}/rollups"],
  "/v1/metrics/catalog": { ...recorded["/v1/metrics/catalog"], reasons: REASONS },
  "/v1/scores": { ...scores, lists: scores.packs },
  "/v1/scores/{digest}": pack,
  "/v1/scores/lists/{digest}": {
    schema: "livepeer.sla.scores-list/1",
    packs: scores.packs.map(({ digest }) => listedPack(digest as never, pack as never)),
  },
};
