import { Rollup } from "../../schema/wire/rollup.ts";

/** A row of sums as a table keeps it. An empty part of the key means that it is not known: a key's part cannot be null. */
export type KeptRow = Readonly<
  Record<"orchestrator" | "pipeline" | "model" | "gpu" | "region" | "gateway" | "sums", string> & {
    hour: string;
    purpose: string;
    witness: string;
  }
>;

/** What a table keeps of a row. */
export const keptRow = ({ sums, ...key }: Rollup): KeptRow => ({
  ...key,
  orchestrator: key.orchestrator ?? "",
  pipeline: key.pipeline ?? "",
  model: key.model ?? "",
  gpu: key.gpu ?? "",
  region: key.region ?? "",
  gateway: key.gateway ?? "",
  sums: JSON.stringify(sums),
});

/** Which row it is, without what it says. */
export const rowKey = (row: KeptRow): object => ({ ...row, sums: undefined });

/** A row from what a table keeps, checked. */
export const rollupOf = (row: KeptRow): Rollup =>
  Rollup.parse({
    hour: row.hour,
    orchestrator: row.orchestrator || null,
    pipeline: row.pipeline || null,
    model: row.model || null,
    gpu: row.gpu || null,
    region: row.region || null,
    gateway: row.gateway || null,
    purpose: row.purpose,
    witness: row.witness,
    sums: JSON.parse(row.sums),
  });

/** A bound value holds at most 2 MB in D1: what one statement inserts stays far below. */
const CHUNK_CHARS = 500_000;

/** Rows as JSON arrays, each small enough to be bound. */
export function jsonChunks(rows: readonly object[]): string[] {
  const chunks: string[][] = [];
  let chars = Infinity;
  for (const row of rows.map((each) => JSON.stringify(each))) {
    chars += row.length + 1;
    if (chars > CHUNK_CHARS) {
      chunks.push([]);
      chars = row.length;
    }
    chunks.at(-1)?.push(row);
  }
  return chunks.map((chunk) => `[${chunk.join(",")}]`);
}
