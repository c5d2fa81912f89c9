import { env } from "cloudflare:workers";
import type { ScrapeMessage } from "../../../schema/wire/raw.ts";

/** What a deployment is billed for. */
export type Bill = {
  /** Messages put into the queue. */
  messages: number;
  /** R2 operations of class A (put, list) and of class B (get, head). */
  classA: number;
  classB: number;
  /** D1 statements, and the rows that they wrote: rows of tables and of indexes. */
  statements: number;
  rowsWritten: number;
  rowsRead: number;
};

/** The real bindings, and a bill of what was done through them. Messages are kept in `queued`. */
export function counted() {
  const bill: Bill = {
    messages: 0,
    classA: 0,
    classB: 0,
    statements: 0,
    rowsWritten: 0,
    rowsRead: 0,
  };
  const queued: ScrapeMessage[] = [];
  const charge = ({ meta }: { meta: D1Meta & Record<string, unknown> }) => {
    bill.statements += 1;
    bill.rowsWritten += meta.rows_written;
    bill.rowsRead += meta.rows_read;
  };
  const real = new WeakMap<object, D1PreparedStatement>();
  const statement = (of: D1PreparedStatement): D1PreparedStatement => {
    const proxy = new Proxy(of, {
      get(_, name) {
        if (name === "bind") return (...values: unknown[]) => statement(of.bind(...values));
        if (name === "raw")
          return async () => {
            // Its own answer does not say what it cost: asked twice, and charged once.
            charge(await of.all());
            return of.raw();
          };
        return async () => {
          const result = await of[name as "run" | "all"]();
          charge(result);
          return result;
        };
      },
    });
    real.set(proxy, of);
    return proxy;
  };
  const DB = new Proxy(env.DB, {
    get(of, name) {
      if (name === "prepare") return (query: string) => statement(of.prepare(query));
      if (name === "batch")
        return async (list: D1PreparedStatement[]) => {
          const results = await of.batch(list.map((one) => real.get(one) ?? one));
          for (const result of results) charge(result);
          return results;
        };
      return Reflect.get(of, name) as unknown;
    },
  });
  const ARCHIVE = new Proxy(env.ARCHIVE, {
    get(of, name) {
      if (name === "put" || name === "list") bill.classA += 1;
      if (name === "get" || name === "head") bill.classB += 1;
      const member = Reflect.get(of, name) as unknown;
      return typeof member === "function" ? member.bind(of) : member;
    },
  });
  const SCRAPES = {
    sendBatch: async (batch: Iterable<{ body: ScrapeMessage }>) => {
      for (const { body } of batch) {
        bill.messages += 1;
        queued.push(body);
      }
    },
  } as unknown as Queue;
  return { env: { ...env, DB, ARCHIVE, SCRAPES }, bill, queued };
}
