/**
 * A list that an operator imports. `targets`: our own JSON. `webhook`: what go-livepeer's `-orchWebhookUrl` answers.
 * `capabilities`: what a gateway's `/getNetworkCapabilities` answers. Rows are not read yet.
 */
export type RegistryList = Readonly<{
  format: "targets" | "webhook" | "capabilities";
  rows: readonly unknown[];
}>;

/** Tells the format of a list from its members; null where it is none. */
export function readList(body: unknown): RegistryList | null {
  if (isRecord(body)) {
    const { targets, orchestrators } = body;
    if (Array.isArray(targets)) return { format: "targets", rows: targets };
    if (Array.isArray(orchestrators)) return { format: "capabilities", rows: orchestrators };
    return null;
  }
  if (!Array.isArray(body)) return null;
  const has = (member: string) => body.some((row) => isRecord(row) && member in row);
  const format = has("orch_uri")
    ? "capabilities"
    : has("address") && !has("agent")
      ? "webhook"
      : "targets";
  return { format, rows: body };
}

/** Whether a value is a JSON object. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether a row says nothing: null, nothing in it, or nothing but blanks. */
export const isBlank = (row: unknown): boolean =>
  isRecord(row)
    ? Object.values(row).every(isBlank)
    : row === null || row === undefined || (typeof row === "string" && row.trim() === "");
