import * as z from "zod";
import { catalog } from "../../../schema/sla/catalog.ts";
import { DEFAULT_POLICY } from "../../../schema/sla/policy.ts";
import { Catalog } from "../../../schema/wire/catalog.ts";
import { Policy } from "../../../schema/wire/policy.ts";
import { fresh } from "../answer.ts";
import { nothing } from "../nothing.ts";
import { route } from "../route.ts";

/** These change with a deployment only. */
const DEPLOYED_SECONDS = 300;

const policy = route({
  path: "/v1/policy",
  summary:
    "Targets, weights and objectives. The SHA-256 of its RFC 8785 form is the digest that scores name.",
  parameters: { path: nothing, query: nothing },
  answers: Policy,
  handle: async () => fresh(DEFAULT_POLICY, DEPLOYED_SECONDS),
});

const metrics = route({
  path: "/v1/metrics/catalog",
  summary: "Every metric: unit, evidence and definition.",
  parameters: { path: nothing, query: nothing },
  answers: Catalog,
  handle: async () => fresh(catalog, DEPLOYED_SECONDS),
});

const health = route({
  path: "/healthz",
  summary: "Whether the Worker answers at all.",
  parameters: { path: nothing, query: nothing },
  answers: z.strictObject({ status: z.literal("ok") }),
  handle: async () => fresh({ status: "ok" as const }, 1),
});

/** What the numbers mean. */
export const documentation = [policy, metrics, health];
