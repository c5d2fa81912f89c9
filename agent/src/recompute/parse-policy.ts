import { Policy } from "../../../schema/wire/policy.ts";
import { Refusal } from "../refusal.ts";

/** Reads a policy as a person wrote it. @throws Refusal that names every field that is wrong, and what it should be */
export function parsePolicy(file: string, text: string): Policy {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Refusal(`${file} is no JSON: ${error instanceof Error ? error.message : error}`);
  }
  const parsed = Policy.safeParse(json);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(
    ({ path, message }) => `  ${path.join(".") || "the policy"}: ${message}`,
  );
  throw new Refusal(`${file} is no policy:\n${issues.join("\n")}`);
}
