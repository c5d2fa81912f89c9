import { canonicalJson } from "../../wire/canonical.ts";

/**
 * The canonical JSON of a value all of whose members stand in RFC 8785's order as it is: nothing has to be copied or sorted.
 *
 * @see RFC 8785, section 3.2.3
 */
export function jsonInOrder(value: object): string {
  const json = JSON.stringify(value);
  // Escaped: text that may be no Unicode, which has no canonical form.
  return json.includes("\\ud") ? canonicalJson(value) : json;
}
