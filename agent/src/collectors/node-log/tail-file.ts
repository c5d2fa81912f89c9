import { open, stat, type FileHandle } from "node:fs/promises";

/** How much of a file that is there already is read: hours of a busy node's log. */
const RECENT_BYTES = 16 * 1024 * 1024;
const CHUNK_BYTES = 65_536;
/** No line that says something is longer, in characters. */
const MAX_LINE = 8192;

/** A file that grows, is renamed, emptied, or begun anew. */
export type Tail = Readonly<{
  /**
   * Reads the whole lines that came since the last time, to the end.
   *
   * @throws the system's error; ENOENT while there is no such file
   */
  read: (onLine: (line: string) => void) => Promise<void>;
  /** When the file was last written, Unix milliseconds. */
  writtenMs: () => Promise<number>;
  close: () => Promise<void>;
}>;

/** @param from  where the first read begins: at the `start`, or so that the `recent` part of a large file is read */
export function tailFile(path: string, from: () => "start" | "recent"): Tail {
  let file: FileHandle | null = null;
  let inode = 0;
  let position = 0;
  let lines = cutLines();

  const close = async (): Promise<void> => {
    const closing = file;
    file = null;
    await closing?.close();
  };
  const begin = async (at: (size: number) => number): Promise<FileHandle> => {
    const opened = await open(path, "r");
    const { ino, size } = await opened.stat();
    [file, inode, position] = [opened, ino, at(size)];
    lines = cutLines(position > 0);
    return opened;
  };
  const drain = async (from: FileHandle, onLine: (line: string) => void): Promise<void> => {
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    for (;;) {
      const { bytesRead } = await from.read(buffer, 0, CHUNK_BYTES, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      lines.push(buffer.subarray(0, bytesRead), onLine);
    }
  };
  return {
    close,
    writtenMs: async () => (await stat(path)).mtimeMs,
    read: async (onLine) => {
      const reading =
        file ??
        (await begin((size) => (from() === "start" ? 0 : Math.max(0, size - RECENT_BYTES))));
      // Emptied in place: what was read is gone.
      if ((await reading.stat()).size < position) [position, lines] = [0, cutLines()];
      await drain(reading, onLine);
      const now = await inodeOf(path);
      if (now === null || now === inode) return;
      // Renamed, and another begun: nothing more comes into the old one, whose last line is whole.
      await drain(reading, onLine);
      lines.end(onLine);
      await close();
      await drain(await begin(() => 0), onLine);
    },
  };
}

/** The inode at a path; null where there is none, as between a rename and the next file. */
async function inodeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).ino;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

type Lines = Readonly<{
  push: (bytes: Uint8Array, onLine: (line: string) => void) => void;
  end: (onLine: (line: string) => void) => void;
}>;

/** Cuts bytes into lines. A line that is too long is passed over; so is the first where reading begins inside of one. */
export function cutLines(isInside = false): Lines {
  const decoder = new TextDecoder();
  let rest = "";
  let skip = isInside;
  return {
    push: (bytes, onLine) => {
      const pieces = (rest + decoder.decode(bytes, { stream: true })).split("\n");
      rest = pieces.pop() ?? "";
      for (const line of pieces) {
        if (!skip && line.length <= MAX_LINE) onLine(line.replace(/\r$/, ""));
        skip = false;
      }
      if (rest.length <= MAX_LINE) return;
      rest = "";
      skip = true;
    },
    end: (onLine) => {
      if (!skip && rest !== "") onLine(rest.replace(/\r$/, ""));
      rest = "";
    },
  };
}
