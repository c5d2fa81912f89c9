import { Agent, request } from "node:http";

/** What a load was answered with. */
export type Load = Readonly<{ perSecond: number; p99Ms: number; status: number }>;

/** How many connections ask, and for how long. */
export type Pace = Readonly<{ connections: number; ms: number }>;

/**
 * Asks one URL by so many connections for so long. Connections are made before: their first requests are more than a hundredth
 * of a short round's, and would be its p99 if connecting were slow.
 *
 * @throws Error where the status changes on the way
 */
export async function load(
  url: string,
  headers: Record<string, string>,
  { connections, ms }: Pace,
): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const took: number[] = [];
  const one = () =>
    new Promise<number>((done, fail) => {
      const asked = request(url, { agent, headers }, (reply) => {
        reply.on("data", () => {});
        reply.on("end", () => done(reply.statusCode ?? 0));
      });
      asked.on("error", fail);
      asked.end();
    });
  const [status = 0] = await Promise.all(Array.from({ length: connections }, one));
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() - begun < ms) {
        const at = performance.now();
        const answered = await one();
        if (answered !== status) throw new Error(`${url}: ${status}, ${answered}`);
        took.push(performance.now() - at);
      }
    }),
  );
  agent.destroy();
  const seconds = (performance.now() - begun) / 1000;
  const sorted = took.toSorted((a, b) => a - b);
  return {
    perSecond: took.length / seconds,
    p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN,
    status,
  };
}
