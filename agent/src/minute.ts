import { WINDOW_MS } from "../../schema/wire/window.ts";

/** How long after its end a minute waits for what is still on its way. */
export const GRACE_MS = 3_000;

/** Start of the minute that holds a moment. */
export const minuteOf = (ms: number): number => ms - (ms % WINDOW_MS);

/** When a minute may be sealed. */
export const dueAt = (start: number): number => start + WINDOW_MS + GRACE_MS;
