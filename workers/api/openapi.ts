import * as z from "zod";
import { Parameters } from "../../schema/wire/api/parameter.ts";
import { Problem } from "../../schema/wire/problem.ts";
import { answerExample } from "./answer-examples.ts";
import type { Route } from "./route.ts";

const json = (schema: z.ZodType): object => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return rest;
};

const parameters = (schema: z.ZodObject, where: "path" | "query"): object[] =>
  Object.entries(schema.shape).map(([name, shape]) => {
    const meta = Parameters.get(shape as z.ZodType);
    if (meta === undefined) throw new Error(`the parameter ${name} is not documented`);
    const { description, allowed, example } = meta;
    const required = !(shape as z.ZodType).safeParse(undefined).success;
    const told = `${description} Allowed: ${allowed}.`;
    return {
      name,
      in: where,
      required,
      description: told,
      schema: json(shape as z.ZodType),
      example,
    };
  });

const refused = (description: string): object => ({
  description,
  content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
});

const operation = ({
  path,
  summary,
  parameters: given,
  answers,
  contentType = "application/gzip",
}: Route): object => ({
  operationId: path.replaceAll(/[^a-z0-9]+/gi, "_").replaceAll(/^_|_$/g, "") || "index",
  summary,
  parameters: [...parameters(given.path, "path"), ...parameters(given.query, "query")],
  responses: {
    200: {
      description: summary,
      content:
        answers === null
          ? { [contentType]: {} }
          : { "application/json": { schema: json(answers), example: answerExample({ path }) } },
    },
    304: { description: "What If-None-Match names is still current." },
    400: refused("A parameter is unknown, missing or invalid; the problem names it."),
    404: refused("There is no such thing, or not yet."),
    429: refused("Too many costly reads from one place; Retry-After says when to ask again."),
    503: refused("Storage does not answer, and no earlier answer is kept."),
  },
});

/** The OpenAPI 3.1 document of these routes, made from the schemas that parse and answer. */
export const openapi = (routes: readonly Route[]) => ({
  openapi: "3.1.0" as const,
  info: {
    title: "Livepeer SLA",
    version: "1",
    description:
      "Measured, signed and reproducible service levels of the Livepeer network. Null is not known.",
    license: { name: "MIT", identifier: "MIT" },
  },
  paths: Object.fromEntries(routes.map((route) => [route.path, { get: operation(route) }])),
  components: { schemas: { Problem: json(Problem) } },
});
