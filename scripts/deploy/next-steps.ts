import { TOKEN_FILE } from "./token.ts";

/** What to do after a deployment, as lines that may be copied. */
export const nextSteps = (api: string, operators: string): string[] => [
  "",
  `It runs: ${api}`,
  "",
  `1. Keep the token of ${TOKEN_FILE} in your password manager.`,
  "2. Register an agent (its operator gets this entry from `livepeer-sla-agent share`):",
  `     . ./${TOKEN_FILE}`,
  `     curl -X POST ${operators}/admin/targets -H "authorization: Bearer $OPERATOR_TOKEN" \\`,
  "       -H 'content-type: application/json' -d @entry.json",
  `3. In five minutes: curl ${api}/v1/status   (coverage, lag)`,
  "4. Be told when it stops: set ALERT_WEBHOOK_URL (docs/configuration.md), and read docs/runbook.md.",
];
