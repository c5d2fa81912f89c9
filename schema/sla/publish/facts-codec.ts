import type { Sha256 } from "../../wire/identifier.ts";
import type { Hour } from "../../wire/quantity.ts";
import type { Facts } from "./facts.ts";
import { decodeProbes, encodeProbes, type ProbeRun } from "./probes-codec.ts";
import type { TargetFacts } from "./target-facts.ts";
import {
  byPlace,
  decodeWindow,
  type EncodedWindow,
  encodeWindow,
  openNames,
} from "./window-codec.ts";

/** A form of another kind is no facts: they are made again from the raw objects. */
const SCHEMA = "livepeer.sla.facts/3";

/** Of what raw objects facts are made. */
export type FactsHead = Omit<Facts, "targets">;

type EncodedHead = Omit<FactsHead, "objects"> & {
  schema: string;
  objects: [string, { sha256: Sha256; hours: Hour[] }][];
};

type EncodedTarget = Readonly<{
  id: string;
  planned: TargetFacts["planned"];
  probes: readonly ProbeRun[] | null;
  /** What windows name again and again: jobs, GPUs, workflows and epochs. */
  names: readonly object[];
  windows: readonly EncodedWindow[];
}>;

/** The first line of what is made of some raw objects. @param schema  of the form of the rest */
export const encodeHead = (
  schema: string,
  { hour, objects, registryVersion, newest }: FactsHead,
): string => JSON.stringify({ schema, hour, registryVersion, newest, objects: sorted(objects) });

/** The same read back; null where the text is none, or of another form. */
export function decodeHead(schema: string, text: string): FactsHead | null {
  const head = JSON.parse(text || "null") as EncodedHead | null;
  if (head?.schema !== schema) return null;
  const { hour, registryVersion, newest, objects } = head;
  return { hour, registryVersion, newest, objects: new Map(objects) };
}

/** Facts as text, a line per target: equal facts are equal text. */
export function encodeFacts(facts: Facts): string {
  const lines = sorted(facts.targets).map(([id, each]) => JSON.stringify(encodeTarget(id, each)));
  return [encodeHead(SCHEMA, facts), ...lines, ""].join("\n");
}

/** Reads facts back; null where the text is none, or of another form. */
export function decodeFacts(text: string): Facts | null {
  const [first, ...lines] = text.split("\n");
  const head = decodeHead(SCHEMA, first ?? "");
  if (head === null || lines.pop() !== "") return null;
  const targets: Facts["targets"] = new Map();
  for (const line of lines) {
    const target = JSON.parse(line) as EncodedTarget;
    targets.set(target.id, decodeTarget(target, head.hour));
  }
  return { ...head, targets };
}

/** What the facts of a text were made of; null where it holds none. */
export const factsHeadOf = (text: string): FactsHead | null =>
  decodeHead(SCHEMA, text.slice(0, Math.max(0, text.indexOf("\n"))));

function encodeTarget(id: string, { planned, probes, windows }: TargetFacts): EncodedTarget {
  const names = openNames();
  const encoded = [...windows.values()]
    .sort((a, b) => byPlace(a.window, b.window))
    .map((facts) => encodeWindow(facts, names.placeOf));
  const asked = probes && encodeProbes(probes);
  return { id, planned, probes: asked, names: names.all(), windows: encoded };
}

function decodeTarget({ planned, probes, names, windows }: EncodedTarget, hour: Hour): TargetFacts {
  const decoded: TargetFacts["windows"] = new Map();
  for (const window of windows) {
    const facts = decodeWindow(window, names, hour);
    decoded.set(`${facts.window.epoch}/${facts.window.seq}`, facts);
  }
  return { planned, probes: probes && decodeProbes(probes), windows: decoded };
}

const sorted = <V>(map: ReadonlyMap<string, V>): [string, V][] =>
  [...map].sort(([a], [b]) => (a < b ? -1 : 1));
