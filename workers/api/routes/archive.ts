import { DayPath, PolicyPath, RegistryPath } from "../../../schema/wire/api/archive.ts";
import { DEFAULT_POLICY, policyDigest } from "../../../schema/sla/policy.ts";
import { PublishedDay } from "../../../schema/wire/day.ts";
import { Policy } from "../../../schema/wire/policy.ts";
import { Registry } from "../../../schema/wire/target.ts";
import { type Answer, fresh, type Lifetime, refusal } from "../answer.ts";
import { nothing } from "../nothing.ts";
import { route } from "../route.ts";
import type { StoredBytes } from "../../store/snapshots.ts";

/** Today's index gets a new revision every minute or so. */
const INDEX_SECONDS = 15;

const policy = route({
  path: "/v1/policy/{digest}",
  summary: "A policy that published hours name, by its digest. It never changes.",
  parameters: { path: PolicyPath, query: nothing },
  answers: Policy,
  async handle({ store, path: { digest } }) {
    const found = await store.policy(digest);
    if (found !== null) return stored(found, "immutable");
    if (digest === (await policyDigest(DEFAULT_POLICY))) return fresh(DEFAULT_POLICY, "immutable");
    return refusal(404, `no published hour was made with the policy ${digest}`);
  },
});

const day = route({
  path: "/v1/days/{date}",
  summary:
    "The index of a day: the latest version of each of its hours, with digest, policy and raw objects.",
  parameters: { path: DayPath, query: nothing },
  answers: PublishedDay,
  async handle({ store, path: { date } }) {
    const found = await store.day(date);
    return found === null
      ? refusal(404, `no hour of ${date} is published; /v1/hours lists what is`)
      : stored(found, INDEX_SECONDS);
  },
});

const registry = route({
  path: "/v1/registry/{version}",
  summary: "One version of the registry: whom the scraper asks, and whom they speak for.",
  parameters: { path: RegistryPath, query: nothing },
  answers: Registry,
  async handle({ store, path: { version } }) {
    const found = await store.registry(version);
    return found === null
      ? refusal(404, `there is no version ${version} of the registry`)
      : stored(found, "immutable");
  },
});

const stored = (found: StoredBytes, lifetime: Lifetime): Answer<never> => ({
  kind: "stored",
  contentType: "application/json",
  ...found,
  lifetime,
});

/** What published hours name, beside their own documents. */
export const archived = [policy, day, registry];
