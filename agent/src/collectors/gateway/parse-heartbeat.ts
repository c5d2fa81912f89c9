import * as z from "zod";

/** More streams than any gateway runs. */
const MAX_IDS = 1000;

/** go-livepeer writes `null` for an empty list, and an empty string for a stream that was given no id. */
const Heartbeat = z.object({ ids: z.string().max(512).array().max(MAX_IDS).nullable() });

/** The streams that a gateway runs now. `unnamed`: those without an id, which cannot be told apart. */
export type Heartbeat = Readonly<{ ids: readonly string[]; unnamed: number }>;

/** What the body of a heartbeat says, or why it says nothing. Ids are not repeated in the reason. */
export function parseHeartbeat(body: string): Heartbeat | { refused: string } {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { refused: "heartbeat: not JSON" };
  }
  const parsed = Heartbeat.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { refused: `heartbeat: ${issue?.path.join(".") || "body"}: ${issue?.code ?? "wrong"}` };
  }
  const ids = parsed.data.ids ?? [];
  const named = [...new Set(ids.filter((id) => id !== ""))];
  return { ids: named, unnamed: ids.filter((id) => id === "").length };
}
