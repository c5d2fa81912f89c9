import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What the program prints, how it ends, and how long it takes. */
export type SmiScript = Readonly<{
  stdout?: string;
  stderr?: string;
  exit?: number;
  hangSeconds?: number;
}>;

/** A program that stands in for nvidia-smi: it knows our query only, and answers as scripted. */
export type SimSmi = Disposable & Readonly<{ command: string; say: (script: SmiScript) => void }>;

const QUERY = "index,uuid,name,memory.total,utilization.gpu,power.draw,temperature.gpu";

/** Writes the program into a folder of its own, and removes it at the end of the `using` block. */
export function simNvidiaSmi(script: SmiScript): SimSmi {
  const folder = mkdtempSync(join(tmpdir(), "nvidia-smi-"));
  const command = join(folder, "nvidia-smi");
  const say = ({ stdout = "", stderr = "", exit = 0, hangSeconds = 0 }: SmiScript) => {
    writeFileSync(join(folder, "stdout"), stdout);
    writeFileSync(join(folder, "stderr"), stderr);
    const lines = [
      "#!/bin/sh",
      `if [ "$*" != "--query-gpu=${QUERY} --format=csv,noheader,nounits" ]; then`,
      '  echo "Field is not a valid field to query."; exit 2',
      "fi",
      hangSeconds > 0 ? `exec sleep ${hangSeconds}` : "",
      `cat "${folder}/stdout"; cat "${folder}/stderr" >&2; exit ${exit}`,
    ];
    writeFileSync(command, `${lines.join("\n")}\n`);
    chmodSync(command, 0o755);
  };
  say(script);
  return { command, say, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}
