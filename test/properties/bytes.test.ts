import { expect, it } from "vitest";
import { hourOf, nextHour } from "../../schema/sla/hour.ts";
import { publish, T0 } from "../schema/sla/publish/scene.ts";
import { PARTY, TARGETS } from "./party.ts";
import { objectsOf, windowsOf } from "./stage.ts";

const FIRST = hourOf(T0);

// This test runs in Node, where `verify` is, and in workerd, where the cron is. Whoever has to change a digest has changed
// what is published of the same evidence, and says so in the changelog.
it.each([
  [
    FIRST,
    {
      digest: "206e1e7ba482954fb2a3aa7881d9d8f436f9ddec40ffdfa771e777cb97527a77",
      jobs: "c1a5013f1030dc4230ecfd37f915a478771d07e4e8c2172b86c77abaff63dcf1",
      rollups: "c2d70ffcd293a7ba8236762ac6cafa32052b42b1539615321cb459cc7f7fa5f6",
    },
  ],
  [
    nextHour(FIRST),
    {
      digest: "7e609aae34e67a001c6764b97ce153046c4e0e32691e33788a282a5d27d15998",
      jobs: "3662b6fead12b9e74e0d8c598fac09a1c565483bb50c10be5b115ad1e50742d2",
      rollups: "94460aadadcc55f2e896c9b7a34e49c6b1bd43df4bdcf0a18704953c40d10af7",
    },
  ],
])("publishes of the party's hour %s the same bytes in every runtime", async (hour, expected) => {
  const lines = PARTY.flatMap((actor) => windowsOf(actor, 120));
  const { hour: found } = await publish(objectsOf(TARGETS, lines), { hour });
  const { digest, jobs_digest: jobs, rollups_digest: rollups } = found;
  expect({ digest, jobs, rollups }).toEqual(expected);
});
