import { readConfig } from "../workers/scraper/config.ts";
import { publishCost, scarcest, scrapeCost } from "./cost.ts";
import { dollarsPerMonth } from "./dollars.ts";

const NETWORKS = [100, 300, 1_000, 10_000];

/** What scraping costs at both presets, per day, as lines of a table; then what publishing adds by formula. */
export function costTable(): string[] {
  const rows = (["free", "paid"] as const).flatMap((preset) =>
    NETWORKS.map((targets) => rowOf(preset, targets)),
  );
  const head = [
    "preset",
    "targets",
    "T s",
    "fetches/turn",
    "messages",
    "queue ops",
    "R2 A",
    "R2 B",
    "D1 rows written",
    "D1 rows read",
    "of Free",
    "$/month Paid",
    "publish: queue ops",
    "publish: R2 A",
    "publish: D1 rows",
    "and retired",
  ];
  return aligned([head, ...rows]);
}

function rowOf(preset: "free" | "paid", targets: number): string[] {
  const { slotSeconds, shardSize } = readConfig({ PRESET: preset, ALLOW_LOOPBACK: "false" });
  const deployment = { targets, slotSeconds, shardSize };
  const cost = scrapeCost(deployment);
  const publish = publishCost(deployment, preset);
  const whole = (value: number) => Math.ceil(value).toLocaleString("en");
  // A paying account has no quotas; the share says what a free one would need of its scarcest.
  const { quota, share } = scarcest(cost);
  return [
    preset,
    whole(targets),
    String(slotSeconds),
    whole(cost.fetchesPerTurn),
    whole(cost.messages),
    whole(cost.queueOps),
    whole(cost.classA),
    whole(cost.classB),
    whole(cost.rowsWritten),
    whole(cost.rowsRead),
    `${Math.ceil(share * 100)} % (${quota})`,
    dollarsPerMonth(deployment).toFixed(2),
    whole(publish.queueOps),
    whole(publish.classA),
    whole(publish.rowsWritten),
    whole(publish.rowsRetired),
  ];
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) => row.map((cell, i) => cell.padStart(widths[i] ?? 0)).join("  "));
}
