const format = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options });
const DAY = format({ day: "numeric", month: "short" });
const CLOCK = format({ hour: "2-digit", minute: "2-digit" });
const SECONDS = format({ hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** `22 Nov 21:00`, of UTC. */
export const moment = (at: string | number): string => {
  const date = new Date(at);
  return `${DAY.format(date)} ${CLOCK.format(date)}`;
};

/** `21:00:07`, of UTC. */
export const clock = (at: string | number): string => SECONDS.format(new Date(at));

/** `22 Nov`, of UTC. */
export const day = (at: string | number): string => DAY.format(new Date(at));

/** A half-open window: `21 Nov 23:00 – 22 Nov 23:00 UTC`. */
export const span = (from: string, to: string): string => `${moment(from)} – ${moment(to)} UTC`;

/** How long ago: `12 s`, `3 min`, `2 h`. */
export function ago(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} days`;
}
