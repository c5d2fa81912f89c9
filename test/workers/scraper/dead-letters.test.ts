import { env } from "cloudflare:workers";
import { beforeEach, expect, it } from "vitest";
import { keepDeadLetter } from "../../../workers/store/dead-letters.ts";
import { requeue } from "../../../workers/scraper/dead-letters.ts";
import { scrapeMessage } from "../../support/raw.ts";
import { askOperator, sent } from "./ask-operator.ts";
import { db } from "./scripted.ts";

const letter = (id: string, body: unknown, receivedAt = 1) =>
  keepDeadLetter(db, { id, attempts: 5, body: JSON.stringify(body), receivedAt });
const left = async () => {
  const { dead_letters } = (await (await askOperator("/admin/dead-letters")).json()) as {
    dead_letters: { id: string }[];
  };
  return dead_letters.map(({ id }) => id);
};

beforeEach(async () => {
  sent.length = 0;
  await env.DB.prepare("DELETE FROM dead_letters").run();
});

it("puts one back into the queue, and forgets it", async () => {
  await letter("a", scrapeMessage({ slot: 7 }));
  await letter("b", scrapeMessage({ slot: 8 }));
  const answer = await askOperator("/admin/dead-letters/a/requeue", { method: "POST" });
  expect(answer.status).toBe(202);
  expect(await answer.json()).toEqual({ requeued: ["7:0"], kept: [] });
  expect(sent).toEqual([scrapeMessage({ slot: 7 })]);
  expect(await left()).toEqual(["b"]);
  expect((await askOperator("/admin/dead-letters/a/requeue", { method: "POST" })).status).toBe(404);
});

it("puts all back, oldest first, but for what nobody can read", async () => {
  await letter("late", scrapeMessage({ slot: 9 }), 3);
  await letter("poison", { slot: "now" }, 2);
  await letter("early", scrapeMessage({ slot: 8 }), 1);
  const answer = await askOperator("/admin/dead-letters/requeue", { method: "POST" });
  expect(await answer.json()).toEqual({ requeued: ["8:0", "9:0"], kept: ["poison"], more: false });
  expect(sent.map(({ slot }) => slot)).toEqual([8, 9]);
  expect(await left()).toEqual(["poison"]);
  expect((await askOperator("/admin/dead-letters/poison/requeue", { method: "POST" })).status).toBe(
    409,
  );
});

it("keeps a letter that the queue did not take", async () => {
  await letter("a", scrapeMessage());
  const send = () => Promise.reject(new Error("Too Many Requests"));
  const body = JSON.stringify(scrapeMessage());
  await expect(
    requeue([{ id: "a", attempts: 1, body, receivedAt: 1 }], { db, send }),
  ).rejects.toThrow("Too Many");
  expect(await left()).toEqual(["a"]);
});

it("is not held up by hundreds of old letters that nobody can read", async () => {
  const poison = Array.from({ length: 250 }, (_, i) => ({ id: `p${i}`, receivedAt: 1 }));
  await env.DB.batch(
    poison.map(({ id, receivedAt }) =>
      env.DB.prepare("INSERT INTO dead_letters VALUES (?, '{}', 5, ?)").bind(id, receivedAt),
    ),
  );
  await letter("turn", scrapeMessage({ slot: 7 }), 2);
  const hours = { from: "2026-01-09T13:00:00Z", to: "2026-01-09T14:00:00Z" };
  await letter("step", { schema: "livepeer.sla.rebuild/1", ...hours, after: null }, 3);
  const answer = await askOperator("/admin/dead-letters/requeue", { method: "POST" });
  const { requeued, kept, more } = (await answer.json()) as Record<string, string[]>;
  expect([requeued?.length, kept?.length, more]).toEqual([2, 250, false]);
  expect(sent).toHaveLength(2);
});
