import type { AgentProcess } from "./agent-process.ts";

const INGEST_MS = 3000;
const BATCH = 100;
const CONNECTIONS = 4;

/** Below what the agent lets one client ask at once. */
const PAGES = 100;

/** Posts samples of a job from several connections, and counts those per second that were answered as committed. */
export async function ingestPerSecond({ ingestUrl }: AgentProcess): Promise<number> {
  const begun = performance.now();
  let [named, committed] = [0, 0];
  const post = async (): Promise<void> => {
    while (performance.now() - begun < INGEST_MS) {
      const observations = Array.from({ length: BATCH }, () => ({
        kind: "sample",
        id: `bench:${(named += 1)}`,
        at: Date.now(),
        job: "bench",
        pipeline: "bench",
        model: "bench",
        fps: 20,
      }));
      const answer = await fetch(ingestUrl, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ observations }),
      });
      if (!answer.ok) throw new Error(`ingest answered ${answer.status}: ${await answer.text()}`);
      committed += ((await answer.json()) as { accepted: number }).accepted;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, post));
  return committed / ((performance.now() - begun) / 1000);
}

/** How long pages of windows take, one after the other, in milliseconds. */
export async function pageTimes({ url }: AgentProcess): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < PAGES; i++) {
    const begun = performance.now();
    const reply = await fetch(`${url}/v1/windows`);
    await reply.arrayBuffer();
    if (!reply.ok) throw new Error(`a page answered ${reply.status}`);
    times.push(performance.now() - begun);
  }
  return times;
}
