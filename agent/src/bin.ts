#!/usr/bin/env node
import { homedir } from "node:os";
import process from "node:process";
import { main } from "./main.ts";

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());

/** Over the line that stands there; nothing but a terminal is written to. */
const progress = (text: string) => void process.stderr.write(`\r\x1b[K${text}`);

process.exitCode = await main(process.argv.slice(2), {
  fetch,
  out: console.log,
  err: console.error,
  now: Date.now,
  monotonic: () => performance.now(),
  stdin: process.stdin.setEncoding("utf8"),
  home: homedir(),
  env: process.env,
  ...(process.stderr.isTTY ? { progress } : {}),
  isTerminal: process.stdout.isTTY,
  stop: stop.signal,
});
process.stdin.destroy();
