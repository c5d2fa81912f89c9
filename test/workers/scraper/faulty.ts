import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1";
import { type Archive, archiveOf } from "../../../workers/store/archive.ts";

/** Whether the next call fails, before it does anything or after it did everything. */
export type Strike = () => "before" | "after" | null;

const D1_WORDS = ["D1_ERROR: Network connection lost.", "D1_ERROR: D1 DB is overloaded."];
const RUNS = new Set(["all", "run", "raw", "first"]);

async function struck<T>(strike: Strike, words: string, call: () => Promise<T>): Promise<T> {
  const how = strike();
  if (how === "before") throw new Error(words);
  const result = await call();
  if (how === "after") throw new Error(words);
  return result;
}

/** A real D1 whose statements fail now and then, some of them after they were executed. */
export function faultyDatabase(d1: D1Database, strike: Strike): DrizzleD1Database {
  const real = new WeakMap<object, D1PreparedStatement>();
  let calls = 0;
  const wrapped = (statement: D1PreparedStatement): D1PreparedStatement => {
    const proxy = new Proxy(statement, {
      get(of, name) {
        if (name === "bind") return (...values: unknown[]) => wrapped(of.bind(...values));
        const member: unknown = Reflect.get(of, name);
        if (typeof member !== "function") return member;
        const call = (...given: unknown[]) => Reflect.apply(member, of, given);
        if (!RUNS.has(String(name))) return call;
        const words = D1_WORDS[calls++ % D1_WORDS.length] ?? "";
        return (...args: unknown[]) => struck(strike, words, () => call(...args));
      },
    });
    real.set(proxy, statement);
    return proxy;
  };
  const database = new Proxy(d1, {
    get(of, name) {
      if (name === "prepare") return (query: string) => wrapped(of.prepare(query));
      if (name === "batch")
        return (statements: D1PreparedStatement[]) =>
          struck(strike, D1_WORDS[0] ?? "", () =>
            of.batch(statements.map((statement) => real.get(statement) ?? statement)),
          );
      const member: unknown = Reflect.get(of, name);
      return typeof member === "function" ? member.bind(of) : member;
    },
  });
  return drizzle(database);
}

/** A real bucket that refuses now and then, sometimes after it stored. */
export function faultyArchive(bucket: R2Bucket, strike: Strike): Archive {
  return archiveOf(
    new Proxy(bucket, {
      get(of, name) {
        const member: unknown = Reflect.get(of, name);
        if (typeof member !== "function") return member;
        const words = `${String(name)}: We encountered an internal error. Please try again. (10001)`;
        return (...args: unknown[]) =>
          struck(strike, words, async () => Reflect.apply(member, of, args) as unknown);
      },
    }),
  );
}
