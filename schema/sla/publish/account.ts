import type { Address } from "../../wire/identifier.ts";
import type { Hour } from "../../wire/quantity.ts";
import { type PaymentEntry, WINDOW_MS } from "../../wire/window.ts";
import { hourStart } from "../hour.ts";
import { type JobAccount, jobAccounts } from "./account-jobs.ts";
import {
  type GpuAccount,
  gpuAccounts,
  type SlotAccount,
  slotAccounts,
} from "./account-readings.ts";
import type { CountedWindow } from "./counted-window.ts";
import { namedIn } from "./gateway-names.ts";
import { type StartupAccount, startupAccounts } from "./tally-startups.ts";
import { type ToldEntry, toldIn } from "./told-entry.ts";

/** A window that counts, and what publication knows of it. */
export type TellingWindow = Readonly<{
  window: CountedWindow;
  sawJobs: boolean;
  equivocated: boolean;
}>;

/**
 * What the windows of one target add up to in one hour: all that publication needs of them, and far less. It is of the
 * target alone: what its role or the word of others makes of it is decided when the hour is published. JSON.
 */
export type Account = Readonly<{
  windows: number;
  equivocated: boolean;
  /** One of MINUTE for each minute of the hour. */
  minutes: string;
  /** Addresses that its windows name as their gateway, in order. */
  said: readonly Address[];
  slots: readonly SlotAccount[];
  gpus: readonly GpuAccount[];
  startups: readonly StartupAccount[];
  jobs: readonly JobAccount[];
  /** Payments of no job that its windows of the hour speak of. */
  payments: readonly PaymentEntry[];
  told: readonly ToldEntry[];
}>;

/** What a target's windows say of a minute: none was received, one was, one was whose agent could see jobs. */
export const MINUTE = { gone: "0", received: "1", saw: "2" } as const;

/** @param windows  of one target in the hour, by start, epoch and seq */
export function accountOf(hour: Hour, windows: readonly TellingWindow[]): Account {
  const all = windows.map(({ window }) => window);
  const said = new Set(all.flatMap(namedIn));
  return {
    windows: windows.length,
    equivocated: windows.some(({ equivocated }) => equivocated),
    minutes: minutesOf(hour, windows),
    said: [...said].toSorted(),
    slots: slotAccounts(all),
    gpus: gpuAccounts(all),
    startups: startupAccounts(all),
    ...jobAccounts(hour, all),
    told: all.flatMap(toldIn),
  };
}

/** Of a minute of which two windows came under one key nothing was received. */
function minutesOf(hour: Hour, windows: readonly TellingWindow[]): string {
  const minutes = Array.from({ length: 60 }, (): string => MINUTE.gone);
  const firstMs = hourStart(hour);
  for (const { window, sawJobs, equivocated } of windows) {
    const minute = (window.start - firstMs) / WINDOW_MS;
    if (equivocated || minutes[minute] === MINUTE.saw) continue;
    minutes[minute] = sawJobs ? MINUTE.saw : MINUTE.received;
  }
  return minutes.join("");
}
