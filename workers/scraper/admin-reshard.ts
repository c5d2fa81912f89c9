import type { Target } from "../../schema/wire/target.ts";
import { changeRegistry } from "../store/registry.ts";
import { movesAt } from "../store/target-moves.ts";
import type { AdminPorts, AdminRouter } from "./admin-ports.ts";
import { reshard } from "./place.ts";

/**
 * `POST /admin/reshard`: shards of the size that is set now. Targets move as the next hour starts, and say from where to where;
 * a version of the registry says so too. The same request again moves nobody.
 */
export function reshardRoutes(
  router: AdminRouter,
  { db, archive, now, config: { shardSize } }: AdminPorts,
): void {
  router.post("/admin/reshard", async () => {
    const nowMs = now();
    let from: ReadonlyMap<string, number> = new Map();
    let moved: readonly Target[] = [];
    const { version, targets } = await changeRegistry(db, archive, nowMs, (before) => {
      from = new Map(before.targets.map(({ id, shard }) => [id, shard]));
      moved = reshard(before.targets, shardSize);
      return moved;
    });
    return Response.json({
      registry_version: version,
      shard_size: shardSize,
      shards: new Set(targets.map(({ shard }) => shard)).size,
      effective_at: moved.length === 0 ? null : new Date(movesAt(nowMs)).toISOString(),
      moved: moved.map(({ id, shard }) => ({ id, from: from.get(id), to: shard })),
    });
  });
}
