import type { DatabaseSync } from "node:sqlite";
import { addDropped } from "./agent-row.ts";
import { inTransaction } from "./database.ts";
import { isDiskError } from "./disk-error.ts";

/** Whether the store takes what it is given. What it could not take is counted here until it can say so itself. */
export type StoreHealth = { trouble: string | null; unkept: number };

type Store = Readonly<{
  db: DatabaseSync;
  health: StoreHealth;
  warn: (entry: Readonly<Record<string, unknown>>) => void;
}>;

/**
 * Runs `work` in a transaction. On a full disk it says so, once; the first transaction that succeeds says that it is over,
 * and what was lost meanwhile is counted for the next window.
 *
 * @throws what `work` throws, and SQLite's error for a full disk
 */
export function keep<T>({ db, health, warn }: Store, work: () => T): T {
  try {
    const result = inTransaction(db, () => {
      if (health.unkept > 0) addDropped(db, health.unkept);
      return work();
    });
    if (health.trouble !== null) warn({ event: "store.recovered", dropped: health.unkept });
    health.trouble = null;
    health.unkept = 0;
    return result;
  } catch (error) {
    if (isDiskError(error)) {
      if (health.trouble === null) warn({ event: "store.failing", error: String(error) });
      health.trouble = String((error as Error).message);
    }
    throw error;
  }
}

/**
 * Runs `work`, which would have kept so many observations, and counts them as lost where the disk did not let it.
 *
 * @throws what `work` throws
 */
export function orLose<T>({ health }: Pick<Store, "health">, count: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (isDiskError(error)) health.unkept += count;
    throw error;
  }
}
