import { expect, it } from "vitest";
import * as z from "zod";
import { createApp } from "../../../workers/api/app.ts";
import { routes } from "../../../workers/api/routes.ts";
import { answer } from "./ask.ts";

const Document = z.looseObject({
  openapi: z.literal("3.1.0"),
  paths: z.record(
    z.string(),
    z.strictObject({
      get: z.looseObject({
        operationId: z.string(),
        parameters: z
          .looseObject({
            name: z.string(),
            in: z.enum(["path", "query"]),
            description: z.string(),
            required: z.boolean(),
          })
          .array(),
        responses: z.record(z.string(), z.unknown()),
      }),
    }),
  ),
});

it("AC25 lists exactly the routes that the application has", async () => {
  const { paths } = await answer(Document, "/openapi.json");
  const app = createApp({ now: () => 0, log: () => {} });
  const served = app.routes
    .filter(({ method }) => method === "GET")
    .map(({ path }) => path.replace(":address{[^/]+\\.svg}", "{address}.svg"))
    .map((path) => path.replaceAll(/:(\w+)(\{[^}]*\})?/g, "{$1}"));
  expect(Object.keys(paths).toSorted()).toEqual(served.toSorted());
});

it("AC25 documents every parameter that a route takes, and no other", async () => {
  const { paths } = await answer(Document, "/openapi.json");
  for (const { path, parameters } of routes) {
    const documented = paths[path]?.get.parameters.map(({ name, in: where }) => `${where} ${name}`);
    expect(documented).toEqual([
      ...Object.keys(parameters.path.shape).map((name) => `path ${name}`),
      ...Object.keys(parameters.query.shape).map((name) => `query ${name}`),
    ]);
    for (const [, name] of path.matchAll(/\{(\w+)\}/g))
      expect(documented).toContain(`path ${name}`);
  }
});

it("requires what has no default, and nothing else", async () => {
  const { paths } = await answer(Document, "/openapi.json");
  const required = Object.entries(paths).flatMap(([path, { get }]) =>
    get.parameters
      .filter((p) => p.in === "query" && p.required)
      .map(({ name }) => `${path} ${name}`),
  );
  expect(required).toEqual(["/v1/sla/compliance orchestrator_id"]);
});

it("gives every operation its own name", async () => {
  const { paths } = await answer(Document, "/openapi.json");
  const names = Object.values(paths).map(({ get }) => get.operationId);
  expect(new Set(names).size).toBe(names.length);
});

it.each(routes.flatMap(({ path, answers }) => (answers === null ? [] : [{ path, answers }])))(
  "shows an answer of $path that its schema takes",
  async ({ path, answers }) => {
    const { paths } = await answer(Document, "/openapi.json");
    const { content } = z
      .looseObject({ content: z.record(z.string(), z.looseObject({ example: z.unknown() })) })
      .parse(paths[path]?.get.responses["200"]);
    const example = content["application/json"]?.example;
    expect(example).toBeDefined();
    expect(answers.safeParse(example).error?.issues ?? []).toEqual([]);
  },
);
