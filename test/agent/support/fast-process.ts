import { main } from "../../../agent/src/main.ts";

// The agent program, composed as in bin.ts, but with a clock that runs `rate` times as fast since `origin`.
const [origin = 0, rate = 1] = process.argv.slice(2, 4).map(Number);

process.exitCode = await main(process.argv.slice(4), {
  fetch,
  out: console.log,
  err: console.error,
  now: () => Math.floor(origin + (Date.now() - origin) * rate),
  stdin: process.stdin.setEncoding("utf8"),
  home: "/nowhere",
  stop: new AbortController().signal,
});
