import * as z from "zod";

const Query = z.strictObject({
  after: z.string().min(1).max(128).optional(),
  limit: z
    .string()
    .regex(/^[1-9]\d{0,3}$/)
    .transform(Number)
    .refine((limit) => limit <= 1000)
    .default(1000),
  from: z.iso
    .datetime({ offset: true })
    .transform((time) => Date.parse(time))
    .default(0),
});
/** What `/v1/windows` takes; `from` in Unix milliseconds. */
export type WindowsQuery = z.infer<typeof Query>;

const EXPECTED: Record<string, string> = {
  after: "a cursor of at most 128 characters, as `next` gave it",
  limit: "a whole number from 1 to 1000",
  from: "an RFC 3339 time, like 2026-01-09T13:00:00Z",
};

/** The query of `/v1/windows`, or the parameter that is wrong and what was expected. Nothing is guessed. */
export function readWindowsQuery(
  search: URLSearchParams,
): WindowsQuery | { wrong: string; detail: string } {
  const twice = [...search.keys()].find((name) => search.getAll(name).length > 1);
  if (twice !== undefined) return { wrong: twice, detail: `${twice} is given more than once` };
  const parsed = Query.safeParse(Object.fromEntries(search));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const wrong = String(issue?.code === "unrecognized_keys" ? issue.keys[0] : issue?.path[0]);
  const expected = EXPECTED[wrong];
  if (expected === undefined) return { wrong, detail: `${wrong} is none of after, limit, from` };
  return { wrong, detail: `${wrong} must be ${expected}` };
}
