import { DEFAULT_POLICY, policyDigest } from "../../../schema/sla/policy.ts";
import { publishHour } from "../../../schema/sla/publish/publish-hour.ts";
import { PublishedHour } from "../../../schema/wire/hour.ts";
import { Policy } from "../../../schema/wire/policy.ts";
import type { Hour } from "../../../schema/wire/quantity.ts";
import { decodeRaw } from "../../../schema/wire/raw-codec.ts";
import type { RawObject } from "../../../schema/wire/raw.ts";
import { policyKey, publishedKey } from "../../../workers/store/published-documents.ts";
import { GATEWAY, jobEntry, line, object, pseudonym } from "../../schema/sla/publish/scene.ts";
import { totals } from "../../support/job-entry.ts";
import { archive, ports } from "./bench.ts";
import { at, TARGETS } from "./turns.ts";

/** The policy before a change, and one that gives three times as long for the first frame. */
export const OLD = DEFAULT_POLICY;
export const NEW: Policy = {
  ...OLD,
  id: "next",
  default: { ...OLD.default, first_frame_ms: 3 * OLD.default.first_frame_ms },
};

/** What names them. */
export const named = async () => ({ old: await policyDigest(OLD), next: await policyDigest(NEW) });

/** What a run touches whose software has this policy. */
export const under = (policy: Policy, said: object[] = []) => ({ ...ports(said), policy });

/** When agents keep nothing any more of the first hours: these become final. */
export const LONG_AFTER = at(8 * 24 * 60);

/** A turn with a job whose first frame comes too late for the old policy, and in time for the new one. */
export const slowTurn = (minute: number, asked = minute): RawObject => {
  const late = totals({ first_frame_ms: 2 * OLD.default.first_frame_ms });
  const named = { job: pseudonym(minute), request: pseudonym(minute) };
  const job = jobEntry({ ...named, started_at: at(minute - 2), totals: late });
  return object(asked, TARGETS, [line(GATEWAY, minute - 2, { jobs: [job] })]);
};

const read = async (key: string): Promise<unknown> =>
  JSON.parse(new TextDecoder().decode((await archive.read(key)) ?? new Uint8Array()));

/** A version's document. */
export const versionOf = async (hour: Hour, version: number): Promise<PublishedHour> =>
  PublishedHour.parse(await read(publishedKey(hour, version, "hour")));

/** The same version as anyone computes it, from what it names alone: its raw objects and its policy. */
export async function recomputed(published: PublishedHour): Promise<PublishedHour> {
  const policy = Policy.parse(await read(policyKey(published.policy.digest)));
  const objects = await Promise.all(
    published.inputs.map(async (input) => {
      const bytes = await archive.read(input.key);
      return { ...input, raw: await decodeRaw(bytes ?? new Uint8Array()) };
    }),
  );
  const { hour, version, state, slot_seconds: slotSeconds } = published;
  return (await publishHour({ hour, version, state, policy, slotSeconds, objects })).hour;
}
