import { readFileSync } from "node:fs";
import { SignedDelegation } from "../../../schema/wire/delegation.ts";
import { Refusal } from "../refusal.ts";

/**
 * A signed delegation from a file, or from standard input (`-`): JSON with `text` and `signature`, or the text with the
 * signature as its last line.
 *
 * @throws Refusal for anything else
 */
export async function readSigned(
  file: string,
  stdin: AsyncIterable<string>,
): Promise<SignedDelegation> {
  const content = (file === "-" ? await all(stdin) : readFileSync(file, "utf8"))
    .replaceAll("\r\n", "\n")
    .trimEnd();
  const lines = content.split("\n");
  const inLines = {
    text: lines.slice(0, -1).join("\n").trimEnd(),
    signature: lines.at(-1)?.trim(),
  };
  const given = SignedDelegation.safeParse(content.startsWith("{") ? json(content) : inLines);
  if (!given.success)
    throw new Refusal(
      `${file} is neither {"text", "signature"} nor a text with its signature as the last line`,
    );
  return given.data;
}

async function all(chunks: AsyncIterable<string>): Promise<string> {
  let text = "";
  for await (const chunk of chunks) text += chunk;
  return text;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
