import { expect, it } from "vitest";
import { windowDigest } from "../../schema/sla/chain.ts";
import type { SignedWindow, Window } from "../../schema/wire/window.ts";
import { acceptPage } from "../../workers/scraper/accept-page.ts";
import { AGENT_A, complianceIn, objectsOf, windowsOf } from "../properties/stage.ts";
import { publish, T0 } from "../schema/sla/publish/scene.ts";
import { signedWindow, testAgent } from "../support/windows.ts";
import { FAILING, type Seen, streams, toldBy } from "./ways.ts";

const agent = await testAgent();
const target = { ...AGENT_A, agent: agent.key, lookback_ms: 7 * 86_400_000 };
const NOW = T0 + 3_600_000;
const GOOD = streams(9, 2);
const BAD = streams(1, 40, FAILING);
/** The first minute of the other story. */
const FORK = 35;

/** What an agent that saw this seals: one chain. */
async function sealed(
  seen: readonly Seen[],
  of: Partial<Window> = {},
  off: readonly number[] = [],
) {
  const chain: SignedWindow[] = [];
  for (const [seq, { signed }] of windowsOf({ ...toldBy(seen, off), of: target }).entries()) {
    const below = chain.at(-1);
    const prev = below ? await windowDigest(below) : null;
    chain.push(await signedWindow(agent, { ...signed.window, ...of, seq, prev }));
  }
  return chain;
}

async function standing(windows: readonly SignedWindow[]) {
  const lines = windows.map((signed) => ({ target: target.id, signed }));
  const { views, completeness } = await complianceIn(await publish(objectsOf([target], lines)));
  return { any: views.any, corroborated: views.corroborated, completeness };
}

// Both stories tell the same until the failure, and part before it: the second from its first window on.
const [honest, other] = [await sealed([...GOOD, ...BAD]), await sealed(GOOD, { late: 1 })];
const [first, rest] = [honest.slice(0, FORK), other.slice(FORK)];

it("an agent that goes on with another story has what was stored first, and lacks the minutes of the other", async () => {
  const known = await Promise.all(first.slice(-1).map(windowDigest));
  const page = { windows: rest, unread: [], next: "", latest: null };
  expect(await acceptPage(page, target, null, NOW, [], () => known)).toEqual({
    outcome: "chain_broken",
    detail: `e0000000/${FORK}`,
  });
  const later = Array.from({ length: 60 - FORK }, (_, i) => FORK + i);
  const silent = await standing(await sealed([...GOOD, ...BAD], {}, later));
  expect(await standing(first)).toEqual(silent);
  expect(silent.completeness.ppm).toBe(583_333); // 35 of 60
});

it("an agent whose fork no scraper could see has what a chain would have that told the same all along", async () => {
  expect(await standing([...first, ...rest])).toEqual(await standing(await sealed(GOOD)));
});
