import { PROPERTIES, propertiesOf } from "./properties.ts";

/** A test that ran, or was skipped. */
export type Ran = Readonly<{ name: string; state: "passed" | "failed" | "skipped" | "pending" }>;

/**
 * One line for every property: how many tests carry its name, and how they ended.
 *
 * @param whole    whether everything ran: then a property that no test stands for is missing, else it is left out
 * @returns        `missing`: properties without a test that ran, in a run of everything
 */
export function acList(
  tests: Iterable<Ran>,
  whole: boolean,
): { lines: string[]; missing: string[] } {
  const of = Map.groupBy(
    [...tests].flatMap(({ name, state }) =>
      propertiesOf(name).map((property) => ({ property, state })),
    ),
    ({ property }) => property,
  );
  const ran = (property: string) =>
    (of.get(property) ?? []).some(({ state }) => state === "passed" || state === "failed");
  const missing = whole ? PROPERTIES.filter((property) => !ran(property)) : [];
  const lines = PROPERTIES.filter((property) => whole || ran(property)).map(
    (property) => `${property}  ${ran(property) ? counts(of.get(property)!) : "no test ran"}`,
  );
  return { lines, missing };
}

function counts(tests: readonly Pick<Ran, "state">[]): string {
  const number = (state: Ran["state"]) => tests.filter((test) => test.state === state).length;
  const others = (["failed", "skipped"] as const).filter((state) => number(state) > 0);
  const tail = others.map((state) => `, ${number(state)} ${state}`).join("");
  return `${number("passed")} passed${tail}`;
}
