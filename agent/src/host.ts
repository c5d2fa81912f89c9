/** How a command ends. 0: done, or it holds. 1: it does not hold. 2: it could not be done, or checked. */
export type Exit = 0 | 1 | 2;

/** Everything a command may touch. The process itself appears only in bin.ts. */
export type Host = Readonly<{
  fetch: typeof fetch;
  out: (line: string) => void;
  err: (line: string) => void;
  /** Unix milliseconds. */
  now: () => number;
  /** Milliseconds that nobody can set, from any origin. */
  monotonic?: () => number;
  /** Text that is piped in, or typed. */
  stdin: AsyncIterable<string>;
  /** Where the store and the settings file are by default. */
  home: string;
  /** Environment variables; none where it is left out. */
  env?: Readonly<Record<string, string | undefined>>;
  /** Shows how far a command has come, over what it showed before. Only where a person watches. */
  progress?: (text: string) => void;
  /** `out` is a terminal. */
  isTerminal?: boolean;
  /** Aborted when the process is asked to end. */
  stop: AbortSignal;
}>;
