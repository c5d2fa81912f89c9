/** What has to be stopped, and the one way to do it: the newest first, once, each though another fails. */
export type Teardown = Readonly<{
  add: (stop: () => Promise<void>) => void;
  /** Stops everything, and resolves when it is stopped. Later calls wait for the first. */
  end: () => Promise<void>;
  isEnding: () => boolean;
}>;

/** @param say  hears of what could not be stopped */
export function teardown(say: (line: string) => void): Teardown {
  const stops: (() => Promise<void>)[] = [];
  let ending: Promise<void> | null = null;
  const stopAll = async () => {
    for (let stop = stops.pop(); stop !== undefined; stop = stops.pop())
      await stop().catch((error: unknown) => say(`stopping: ${String(error)}`));
  };
  return {
    add: (stop) => void stops.push(stop),
    end: () => (ending ??= stopAll()),
    isEnding: () => ending !== null,
  };
}

/** Ends everything at Ctrl-C and SIGTERM, in place of whoever listened to them before. */
export function endOnSignals({ end, isEnding }: Teardown, say: (line: string) => void): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.removeAllListeners(signal);
    process.on(signal, () => {
      if (!isEnding()) say(`${signal}: stopping`);
      void end().then(() => process.exit(0));
    });
  }
}
