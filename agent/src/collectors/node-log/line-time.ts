/** A log names neither its zone nor, in glog's lines, the year: zones are multiples of this. */
const ZONE_STEP_MS = 15 * 60_000;
const DAY_MS = 86_400_000;

/** The time that a line of go-livepeer's log bears, read as if it were UTC; null where it bears none. */
export function stampOf(line: string, year: number): number | null {
  const slog =
    /(?:^| )(\d{4})\/(\d\d)\/(\d\d) (\d\d:\d\d:\d\d)(?:\.\d+)? (?:INFO|WARN|ERROR) /.exec(line);
  const glog = /(?:^| )[IWEF](\d\d)(\d\d) (\d\d:\d\d:\d\d\.\d{3})\d* +\d+ /.exec(line);
  const text =
    glog === null
      ? slog && `${slog[1]}-${slog[2]}-${slog[3]}T${slog[4]}Z`
      : `${year}-${glog[1]}-${glog[2]}T${glog[3]}Z`;
  const ms = Date.parse(text ?? "");
  return Number.isNaN(ms) ? null : ms;
}

/**
 * What to add to a log's times to get Unix milliseconds. Its last line was written when the file was: what lies between
 * the two is the zone, and less than 8 minutes of silence.
 */
export function zoneOf(lastStamp: number, writtenMs: number): number {
  const zone = Math.round((writtenMs - lastStamp) / ZONE_STEP_MS) * ZONE_STEP_MS;
  // Farther off than any zone: the file was touched long after its last line.
  return Math.abs(zone) > DAY_MS ? 0 : zone;
}
