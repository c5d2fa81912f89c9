import { SLOT_MS } from "./worker.ts";

/** Fires the cron trigger at the start of every slot, as Cloudflare does, until it is stopped. */
export function startTicking(
  tick: (atMs: number) => Promise<void>,
  say: (line: string) => void,
): { stop: () => Promise<void> } {
  let running = Promise.resolve();
  let timer: NodeJS.Timeout;
  const wait = () => {
    const next = (Math.floor(Date.now() / SLOT_MS) + 1) * SLOT_MS;
    timer = setTimeout(() => {
      running = tick(next).catch((error: unknown) => say(`cron: ${String(error)}`));
      wait();
    }, next - Date.now());
  };
  wait();
  return {
    stop: async () => {
      clearTimeout(timer);
      await running;
    },
  };
}
