import * as z from "zod";

type Node = Readonly<{
  $ref?: string;
  type?: string | readonly string[];
  enum?: readonly unknown[];
  properties?: Readonly<Record<string, Node>>;
  items?: Node;
  prefixItems?: readonly Node[];
  additionalProperties?: Node | boolean;
  propertyNames?: Readonly<{ enum?: readonly string[] }>;
  anyOf?: readonly Node[];
  oneOf?: readonly Node[];
  allOf?: readonly Node[];
}>;

/**
 * The fields of an answer that hold numbers, as paths: `a.b`, `list[].c`, and `a.*` where any name may stand. Money is a
 * number too, in a string whose name ends in `_wei`.
 */
export function numericFields(schema: z.ZodType): string[] {
  const root = z.toJSONSchema(schema, { io: "output", unrepresentable: "any" }) as Node & {
    $defs?: Record<string, Node>;
  };
  const found = new Set<string>();
  const walk = (node: Node, path: string): void => {
    const of =
      node.$ref === undefined ? node : (root.$defs?.[node.$ref.split("/").at(-1) ?? ""] ?? {});
    const isNumber = [of.type].flat().some((type) => type === "number" || type === "integer");
    if (isNumber || (of.type === "string" && of.enum === undefined && path.endsWith("_wei")))
      found.add(path);
    const under = (name: string) => (path === "" ? name : `${path}.${name}`);
    for (const [name, child] of Object.entries(of.properties ?? {})) walk(child, under(name));
    if (typeof of.additionalProperties === "object")
      for (const name of of.propertyNames?.enum ?? ["*"])
        walk(of.additionalProperties, under(name));
    for (const child of [of.items ?? [], of.prefixItems ?? []].flat()) walk(child, `${path}[]`);
    for (const child of [of.anyOf ?? [], of.oneOf ?? [], of.allOf ?? []].flat()) walk(child, path);
  };
  walk(root, "");
  return [...found].toSorted();
}

/** Whether a field of the catalog, in which `*` stands for one name, is a path or holds it. */
export function covers(field: string, path: string): boolean {
  const [own, other] = [field.split("."), path.split(".")];
  return own.length <= other.length && own.every((part, i) => part === "*" || part === other[i]);
}
