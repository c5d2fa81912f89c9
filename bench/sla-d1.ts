import type { D1Database } from "@cloudflare/workers-types";

/** A statement with what is bound to it. */
export type Statement = Readonly<{ sql: string; params: readonly (string | number | null)[] }>;
/** What a closing asks of D1: all of it or nothing. @param asArrays  rows without the names of their columns */
export type Asked = Readonly<{ id: number; statements: readonly Statement[]; asArrays: boolean }>;
/** The rows of each statement, or why there are none. */
export type Answered = Readonly<
  { id: number } & ({ results: readonly unknown[][] } | { error: string })
>;

/**
 * A binding of D1 whose database is the parent process's. What it does there is neither the Worker's CPU nor its memory; to
 * say what is asked, and to read the answer, is.
 *
 * @param answered  is told of each request
 */
export function parentsDatabase(answered: () => void): D1Database {
  const waiting = new Map<number, (said: Answered) => void>();
  process.on("message", (said: Answered) => waiting.get(said.id)?.(said));
  let last = 0;
  const ask = async (statements: readonly Statement[], asArrays: boolean) => {
    const id = (last += 1);
    const said = await new Promise<Answered>((resolve) => {
      waiting.set(id, resolve);
      process.send?.({ id, statements, asArrays } satisfies Asked);
    });
    waiting.delete(id);
    answered();
    if ("error" in said) throw new Error(said.error);
    return said.results;
  };
  const first = async (statement: Statement, asArrays: boolean) =>
    (await ask([statement], asArrays))[0] ?? [];
  const prepared = (sql: string, params: Statement["params"]) => {
    const whole = async () => ({ results: await first({ sql, params }, false) });
    return {
      sql,
      params,
      bind: (...bound: Statement["params"]) => prepared(sql, bound),
      all: whole,
      run: whole,
      raw: () => first({ sql, params }, true),
    };
  };
  const binding = {
    prepare: (sql: string) => prepared(sql, []),
    async batch(statements: readonly Statement[]) {
      const asked = statements.map(({ sql, params }) => ({ sql, params }));
      return (await ask(asked, false)).map((results) => ({ results }));
    },
  };
  return binding as unknown as D1Database;
}
