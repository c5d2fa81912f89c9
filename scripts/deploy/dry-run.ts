import { CONFIG } from "./deploy.ts";
import type { Needs } from "./plan.ts";
import { TOKEN_FILE } from "./token.ts";

/** Every step of a first deployment in order, each with its command. Later ones find what is there and pass over it. */
export function stepsOf({
  database,
  databaseId,
  bucket,
  queues,
  workers,
  others,
}: Needs): string[] {
  const taking = workers.find(({ takesToken }) => takesToken)?.name;
  const steps = [
    ["check the login", "wrangler whoami --json"],
    ...others.map((name) => [
      `stop if ${name}, of the other mode, is deployed`,
      `wrangler secret list --name ${name}`,
    ]),
    [`find or make the bucket ${bucket}`, `wrangler r2 bucket create ${bucket}`],
    ...queues.map((queue) => [
      `find or make the queue ${queue}`,
      `wrangler queues create ${queue}`,
    ]),
    /^[0-]+$/.test(databaseId)
      ? [`find or make the database ${database}`, `wrangler d1 create ${database}`]
      : [`use the database ${database}`, databaseId],
    ["write wrangler.toml with its id", CONFIG],
    [
      "apply the migrations that are missing, before the code",
      `wrangler d1 migrations apply DB --remote --config ${CONFIG}`,
    ],
    [`find, take or make the operator token of ${taking}`, `${TOKEN_FILE}, $OPERATOR_TOKEN`],
    ...workers.map(({ env, name }) => [
      `deploy ${name}`,
      `wrangler deploy --config ${CONFIG} --env ${env || '""'}`,
    ]),
    ["ask the live deployment", "GET /healthz, /v1/status, /admin/targets with and without token"],
    ["print what to do next", ""],
  ];
  return steps.map(([what, how], i) => `${i + 1}. ${what}${how ? `: ${how}` : ""}`);
}
