import type * as z from "zod";
import { Parameters } from "../../schema/wire/api/parameter.ts";
import { answerExample } from "./answer-examples.ts";
import type { Route } from "./route.ts";

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
code { font: 0.9em ui-monospace, monospace; overflow-wrap: anywhere; }
h2 { margin-top: 2.5rem; border-top: 1px solid #8888; padding-top: 1rem; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.6rem 0.3rem 0; }
nav ul { columns: 2; padding-left: 1rem; } details pre { overflow: auto; max-height: 30rem; }
@media (max-width: 40rem) { nav ul { columns: 1; } td, th { display: block; } }`;

/** The routes as a page for people: one section each, made from what routes and OpenAPI are made from. No script, no other host. */
export function docsPage(routes: readonly Route[]): string {
  const links = routes.map(
    ({ path }) => `<li><a href="#${idOf(path)}"><code>${escaped(path)}</code></a></li>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Livepeer SLA API</title><style>${STYLE}</style></head><body>
<h1>Livepeer SLA API</h1>
<p>Measured, signed and reproducible service levels of the Livepeer network. Read-only, for everyone, without a key.
<code>null</code> is not known, and never zero. A refusal is a problem document that names the parameter.
The same as data: <a href="/openapi.json">/openapi.json</a>.</p>
<nav><ul>${links.join("")}</ul></nav>
${routes.map(section).join("\n")}
</body></html>
`;
}

const section = (route: Route): string => {
  const { path, summary, parameters, answers, contentType } = route;
  const rows = [...rowsOf(parameters.path, "path"), ...rowsOf(parameters.query, "query")];
  const table = `<table><tr><th>parameter</th><th>what it is</th><th>allowed</th><th>example</th></tr>${rows.join("")}</table>`;
  return `<section><h2 id="${idOf(path)}"><code>GET ${escaped(path)}</code></h2>
<p>${escaped(summary)}</p>
${rows.length === 0 ? "" : table}
${answers === null ? `<p>Answers <code>${contentType ?? "application/gzip"}</code>.</p>` : answerOf(route)}</section>`;
};

const answerOf = (route: Route): string =>
  `<details><summary>An answer, its lists cut short</summary><pre><code>${escaped(JSON.stringify(answerExample(route), null, 1))}</code></pre></details>
<p>Its schema is at <code>paths</code> → <code>${escaped(route.path)}</code> of <a href="/openapi.json">/openapi.json</a>.</p>`;

const rowsOf = (schema: z.ZodObject, where: string): string[] =>
  Object.entries(schema.shape).map(([name, shape]) => {
    const { description, allowed, example } = Parameters.get(shape as z.ZodType) ?? EMPTY;
    return `<tr><td><code>${name}</code> (${where})</td><td>${escaped(description)}</td><td>${escaped(allowed)}</td><td><code>${escaped(example)}</code></td></tr>`;
  });

const EMPTY = { description: "", allowed: "", example: "" };

const idOf = (path: string): string => path.replaceAll(/[^a-z0-9]+/gi, "-");

const escaped = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
