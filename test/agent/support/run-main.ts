import { main } from "../../../agent/src/main.ts";
import type { Host } from "../../../agent/src/host.ts";

/** What a command said, and how it ended. */
export type Ran = Readonly<{ exit: number; out: string; err: string }>;

/** Runs one command of the agent in this process: with no network, no environment, nothing typed, unless given. */
export async function runMain(
  args: readonly string[],
  { typed = [], ...host }: Partial<Host> & { typed?: readonly string[] } = {},
): Promise<Ran> {
  const [out, err]: [string[], string[]] = [[], []];
  const exit = await main(args, {
    fetch: () => Promise.reject(new TypeError("no network in this test")),
    out: (line) => void out.push(line),
    err: (line) => void err.push(line),
    now: Date.now,
    stdin: (async function* () {
      yield* typed;
    })(),
    home: "/nonexistent",
    stop: new AbortController().signal,
    ...host,
  });
  return { exit, out: out.join("\n"), err: err.join("\n") };
}
