#!/usr/bin/env node
// Plain JavaScript that an old Node can parse, so that it can say which Node is needed (node:sqlite without a flag).
import { existsSync } from "fs";
import { setFlagsFromString } from "v8";

const [major, minor] = process.versions.node.split(".").map(Number);

if (major < 22 || (major === 22 && minor < 13)) {
  console.error(`livepeer-sla-agent needs Node.js 22.13 or newer; this is ${process.version}.`);
  process.exitCode = 2;
} else {
  // `start` runs for months beside other programs. The heap's space for new objects stays at its first size: 15 MB less
  // in memory. Only before anything is loaded does it help. Commands that end, like `import`, are faster without.
  const command = process.argv[2] || "start";
  if (command === "start" || command.startsWith("-"))
    setFlagsFromString("--semi-space-growth-factor=1");
  // A checkout has src/, which is always the newest; the published package has dist/ alone.
  const source = new URL("./src/bin.ts", import.meta.url);
  import(existsSync(source) ? source.href : new URL("./dist/bin.js", import.meta.url).href);
}
