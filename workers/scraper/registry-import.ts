import type { Registry, Target } from "../../schema/wire/target.ts";
import type { ScraperConfig } from "./config.ts";
import { checkRows, register, type RowReport } from "./register.ts";
import type { RegistryList } from "./registry-list.ts";
import { readListed } from "./registry-listed.ts";
import { type ListedReport, mergeListed } from "./registry-merge.ts";

/** What became of one row of an import. */
export type ImportReport = RowReport | ListedReport;

/** What an import writes, given the registry as it is, and what it says of each row. */
export type Import = (
  registry: Registry,
  nowMs: number,
) => Readonly<{ targets: readonly Target[]; reports: readonly ImportReport[] }>;

/**
 * Reads a list of any format. Our own JSON registers agents; the others name none, and add facts to those there are. A list is
 * no reason to ask a target again that an operator has disabled.
 */
export async function importRows(
  { format, rows }: RegistryList,
  { allowLoopback, shardSize }: Pick<ScraperConfig, "allowLoopback" | "shardSize">,
  ownHost?: string,
): Promise<Import> {
  if (format !== "targets") {
    const listed = rows.map((row) => readListed(row, format));
    return (registry) => mergeListed(registry, listed);
  }
  const checked = await checkRows(rows, allowLoopback, ownHost);
  return (registry, nowMs) => register(registry, checked, shardSize, nowMs, false);
}
