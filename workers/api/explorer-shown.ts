import { explorerDocument } from "../../schema/sla/explorer/explorer-document.ts";
import type { ExplorerDocument } from "../../schema/wire/explorer.ts";
import type { Answer, Provenance } from "./answer.ts";
import { unlessGone } from "./gone.ts";
import type { Store } from "./store.ts";

/** What Explorer is shown. No publication yet is no data, and it is shown that there is none. */
export async function shown(store: Store): Promise<ExplorerDocument> {
  const document = await store.explorer();
  if (document !== null) return document;
  await unlessGone(store, "explorer");
  return explorerDocument([], { from: null, to: null });
}

/** A refusal of one without the other, in the words of the API that this stands in for. */
export function missingHalf({
  pipeline,
  model,
}: {
  pipeline?: string | undefined;
  model?: string | undefined;
}): Answer<never> | null {
  if (model && !pipeline) return { kind: "error", error: "pipeline required" };
  if (pipeline && !model) return { kind: "error", error: "model required" };
  return null;
}

/** Explorer does not encode names, so a `+` in one arrives as a space; no name holds a space. */
export const plain = (name: string | undefined): string | undefined =>
  name ? name.replaceAll(" ", "+") : undefined;

/** Of which hours an answer is. */
export const provenanceOf = ({ from, to }: ExplorerDocument): Provenance =>
  from === null || to === null ? {} : { "X-Sla-From": from, "X-Sla-To": to };
