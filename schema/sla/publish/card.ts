/** A card's name is a short line of ASCII. What is none is not known: a database could take two such names for one. */
export const cardOf = (name: string | null | undefined): string | null =>
  name != null && /^[!-~]([ -~]*[!-~])?$/.test(name) ? name : null;
