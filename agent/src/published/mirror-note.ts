import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { Period } from "../../../schema/wire/compliance.ts";
import { Hour } from "../../../schema/wire/quantity.ts";
import { Refusal } from "../refusal.ts";

/** `mirror.json` of a folder: what it holds, written last. */
export const MirrorNote = z.strictObject({
  schema: z.literal("livepeer.sla.mirror/1"),
  source: z.string(),
  /** Half-open, by hours. */
  from: Hour,
  to: Hour,
  /** Periods whose scores are in it, with the sums of the hours behind them. */
  periods: Period.array(),
});
export type MirrorNote = z.infer<typeof MirrorNote>;

export const NOTE_FILE = "mirror.json";

/** @throws Refusal where the folder has no note: it is no mirror, or not a whole one */
export async function readNote(folder: string): Promise<MirrorNote> {
  const text = await readFile(join(folder, NOTE_FILE), "utf8").catch(() => null);
  if (text === null) throw new Refusal(`${folder} has no ${NOTE_FILE}: mirror it again`);
  const parsed = MirrorNote.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new Refusal(`${join(folder, NOTE_FILE)} is not what it should be`);
}
