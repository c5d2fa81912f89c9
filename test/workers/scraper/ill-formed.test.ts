import { beforeAll, expect, it } from "vitest";
import { rawKey } from "../../../schema/sla/raw-key.ts";
import { decodeRaw } from "../../../schema/wire/raw-codec.ts";
import { consume } from "../../../workers/scraper/consume.ts";
import { scrapeMessage } from "../../support/raw.ts";
import { MINUTE, signedChain, targetOf, testAgent, windowsPage } from "../../support/windows.ts";
import { archive, delivered, json, registered, scripted } from "./scripted.ts";

const START = MINUTE - 600_000;
const [honest, hostile, sly] = [await testAgent(), await testAgent(), await testAgent()];
const windows = await signedChain(honest, 2, { start: START });
const [own] = await signedChain(hostile, 1, { start: START });
const ILL_FORMED = "\ud800";
const targets = await Promise.all(
  [honest, hostile, sly].map((agent, i) => targetOf(agent, { url: `https://a${i}.example` })),
);

beforeAll(() => registered(targets));

it("completes the turn of all, though one agent sends text that is no Unicode", async () => {
  const reason = ILL_FORMED;
  const window = {
    ...own?.window,
    collectors: [{ name: "events", status: "failing", reason }],
  };
  const ports = scripted({
    "a0.example": () => json(windowsPage(windows)),
    "a1.example": () => json({ ...windowsPage([]), windows: [{ ...own, window }] }),
    "a2.example": () => json(windowsPage([], { next: ILL_FORMED, latest: ILL_FORMED })),
  });
  expect(await consume(delivered(), ports)).toBe("ack");
  const raw = await decodeRaw(
    (await archive.read(rawKey(scrapeMessage()))) ?? new Uint8Array(new ArrayBuffer(0)),
  );
  const outcome = (i: number) =>
    raw.outcomes.find(({ target }) => target === targets[i]?.id)?.outcome;
  expect([outcome(0), outcome(1)]).toEqual(["ok", "bad_signature"]);
  expect(raw.windows).toHaveLength(2);
});
