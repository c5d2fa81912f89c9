import type { Archive } from "./archive.ts";

/** Keys of what was saved of each stream. JSON. */
export type Segments = Readonly<Record<string, readonly string[]>>;

/**
 * Lines in the making that outlive a run: they stay in memory until the run has to end, and are saved then, one object
 * per stream.
 */
export type WorkStreams = Readonly<{
  append: (stream: string, line: string) => void;
  /** Every line of a stream, saved or not. */
  lines: (stream: string) => Promise<string[]>;
  /** The stream is not needed any more. */
  drop: (stream: string) => void;
  /** Saves what is not saved yet. @param name  of what this run saves: no other run's may be the same */
  save: (name: string) => Promise<Segments>;
  /** Characters that are not saved yet. */
  unsaved: () => number;
}>;

/** @param prefix  of all keys. @param saved  what a run before has saved */
export function openWorkStreams(archive: Archive, prefix: string, saved: Segments): WorkStreams {
  const segments = new Map(Object.entries(saved));
  const fresh = new Map<string, string[]>();
  let chars = 0;
  return {
    append(stream, line) {
      const lines = fresh.get(stream);
      if (lines === undefined) fresh.set(stream, [line]);
      else lines.push(line);
      chars += line.length;
    },
    async lines(stream) {
      const all: string[] = [];
      for (const key of segments.get(stream) ?? []) {
        const bytes = await archive.read(key);
        if (bytes === null) throw new Error(`${key} is gone`);
        for (const line of new TextDecoder().decode(bytes).split("\n")) all.push(line);
      }
      for (const line of fresh.get(stream) ?? []) all.push(line);
      return all;
    },
    drop(stream) {
      for (const line of fresh.get(stream) ?? []) chars -= line.length;
      fresh.delete(stream);
      segments.delete(stream);
    },
    async save(name) {
      for (const [stream, lines] of fresh) {
        const key = `${prefix}${stream}/${name}`;
        await archive.put(
          key,
          new TextEncoder().encode(lines.join("\n")) as Uint8Array<ArrayBuffer>,
        );
        segments.set(stream, [...(segments.get(stream) ?? []), key]);
      }
      fresh.clear();
      chars = 0;
      return Object.fromEntries(segments);
    },
    unsaved: () => chars,
  };
}
