import { indexed } from "../../../schema/sla/publish/day-document.ts";
import { digestOf } from "../../../schema/wire/canonical.ts";
import type { PublishedDay } from "../../../schema/wire/day.ts";
import type { PublishedHour } from "../../../schema/wire/hour.ts";
import { compare, differences, type Finding } from "./finding.ts";

/** Checks the index of a day against its own digest and against those of its hours that were read. */
export async function checkDay(
  day: PublishedDay,
  hours: readonly PublishedHour[],
): Promise<Finding[]> {
  const { digest, ...body } = day;
  const read = new Map(hours.map((hour) => [`${hour.hour} ${hour.version}`, hour]));
  return [
    ...compare(`digest of the index of ${day.day}`, digest, await digestOf(body)),
    ...day.hours.flatMap((entry) => {
      const hour = read.get(`${entry.hour} ${entry.version}`);
      const what = `index of ${day.day}: ${entry.hour}`;
      return hour === undefined ? [] : differences(what, entry, indexed(hour));
    }),
  ];
}
