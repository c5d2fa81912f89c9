/**
 * A name and a text that JSON writes as they are. Characters from the space to the quotation mark are not among them: so each
 * sorts after the quotation mark that ends a name, and members sort as their names do.
 */
const MEMBER = String.raw`"[^ -"\\,]+":"[^ -"\\,]+"`;

/** What is added is held to less: ASCII, as all that we write here. */
const ADDED = /^"[0-9a-z/]+":"[0-9a-z_]+"$/;

/** In canonical JSON the members of an object, `"name":"text"` with commas between, where all of them are plain. */
export type PlainMembers = string;

/**
 * Canonical JSON with the plain objects of some names taken out: in the place of each stands its number. An object of these names
 * that is not plain stays. A quotation mark within a text is escaped, so that no text looks like one of them.
 */
export function takeOut(
  json: string,
  names: readonly string[],
): Readonly<{ rest: string; taken: readonly PlainMembers[] }> {
  const objects = new RegExp(`"(${names.join("|")})":\\{((?:${MEMBER},?)*)\\}`, "g");
  const taken: PlainMembers[] = [];
  const rest = json.replace(
    objects,
    (_, name: string, members: string) => `"${name}":${taken.push(members) - 1}`,
  );
  return { rest, taken };
}

/**
 * Members with others among them, in canonical order. Null where that takes more than text: a name has two texts, or what is
 * added is not plain, or they are more than `most`.
 */
export function withMembers(
  members: PlainMembers,
  added: Readonly<Record<string, string>>,
  most: number,
): PlainMembers | null {
  const all = members === "" ? [] : members.split(",");
  for (const [name, text] of Object.entries(added)) {
    const member = `"${name}":"${text}"`;
    if (!ADDED.test(member)) return null;
    if (!members.includes(`"${name}":`)) all.splice(placeOf(member, all), 0, member);
    else if (!members.includes(member)) return null;
  }
  return all.length > most ? null : all.join(",");
}

/** How many of what is in order come before it. */
function placeOf(one: string, inOrder: readonly string[]): number {
  let [from, to] = [0, inOrder.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((inOrder[middle] as string) < one) from = middle + 1;
    else to = middle;
  }
  return from;
}
