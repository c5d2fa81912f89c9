#!/usr/bin/env node
import { homedir } from "node:os";
import process from "node:process";
import { main } from "./main.ts";

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());

process.exitCode = await main(process.argv.slice(2), {
  fetch,
  out: console.log,
  err: console.error,
  now: Date.now,
  stdin: process.stdin.setEncoding("utf8"),
  home: homedir(),
  stop: stop.signal,
});
process.stdin.destroy();
