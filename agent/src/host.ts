/** How a command ends. 0: done, or it holds. 1: it does not hold. 2: it could not be done, or checked. */
export type Exit = 0 | 1 | 2;

/** Everything a command may touch. The process itself appears only in bin.ts. */
export type Host = Readonly<{
  fetch: typeof fetch;
  out: (line: string) => void;
  err: (line: string) => void;
  /** Unix milliseconds. */
  now: () => number;
  /** Text that is piped in. */
  stdin: AsyncIterable<string>;
  /** Where the store is by default. */
  home: string;
  /** Aborted when the process is asked to end. */
  stop: AbortSignal;
}>;
