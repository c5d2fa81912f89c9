import { expect, it } from "vitest";
import { jsonInOrder } from "../../../../schema/sla/publish/json-in-order.ts";

// RFC 8785, section 3.2.2.2: as short as JSON allows, and what is no Unicode is an error.
it("writes what stands in order as it stands", () => {
  expect(jsonInOrder({ a: 'é"\u0007', b: [1, null], c: "\u{1F600}" })).toBe(
    '{"a":"é\\"\\u0007","b":[1,null],"c":"\u{1F600}"}',
  );
});

it("takes escaped text that only looks like no Unicode", () => {
  expect(jsonInOrder({ a: "\\ud800" })).toBe('{"a":"\\\\ud800"}');
});

it("refuses text that is no Unicode", () => {
  expect(() => jsonInOrder({ a: "\ud800" })).toThrow();
});
