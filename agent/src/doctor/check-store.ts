import { accessSync, constants, existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Check } from "./check.ts";

/** The folder that holds database and key: there or not, writable, and the key readable by its owner alone. */
export function checkStore(store: string): Check {
  const name = "store";
  if (!existsSync(join(store, "agent.db"))) {
    const parent = nearest(store);
    return canWrite(parent)
      ? { name, status: "absent", found: `${store} is new`, todo: "`start` makes it" }
      : broken(`${parent} may not be written`, `give this user the folder, or set another store`);
  }
  if (!canWrite(store)) return broken(`${store} may not be written`, "give it to the agent's user");
  const key = join(store, "key.pem");
  const others = existsSync(key) ? statSync(key).mode & 0o077 : 0;
  if (others !== 0) return broken(`${key} may be read by others`, `chmod 600 ${key}`);
  return { name, status: "ok", found: store, todo: null };
}

const broken = (found: string, todo: string): Check => ({
  name: "store",
  status: "broken",
  found,
  todo,
});

/** The folder itself, or the nearest one above it that exists. */
const nearest = (folder: string): string =>
  existsSync(folder) || dirname(folder) === folder ? folder : nearest(dirname(folder));

function canWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
