import { Status } from "../../../schema/wire/api/status.ts";
import { fresh } from "../answer.ts";
import { nothing } from "../nothing.ts";
import { readStatus } from "../../store/read-status.ts";
import { route } from "../route.ts";

const STATUS_SECONDS = 10;

const current = route({
  path: "/v1/status",
  summary: "Whether this deployment does its work: slots, probes by outcome, publication, targets.",
  parameters: { path: nothing, query: nothing },
  answers: Status,
  handle: async ({ store, nowMs }) => fresh(await readStatus(store, nowMs), STATUS_SECONDS),
});

/** The deployment itself. */
export const status = [current];
