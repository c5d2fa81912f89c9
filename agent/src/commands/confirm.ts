import type { Host } from "../host.ts";

/** Asks, and reads one line: only a clear yes is one. An input that ends, as under systemd, is a no. */
export async function confirm(question: string, { err, stdin }: Host): Promise<boolean> {
  err(question);
  let typed = "";
  for await (const chunk of stdin) {
    typed += chunk;
    if (typed.includes("\n")) break;
  }
  return /^\s*(y|yes)\s*(\n|$)/i.test(typed);
}
