import * as z from "zod";
import { Day } from "../day.ts";
import { Sha256 } from "../identifier.ts";
import { parameter } from "./parameter.ts";

/** `GET /v1/policy/{digest}`: any policy that a published hour was made with. */
export const PolicyPath = z.strictObject({
  digest: parameter(Sha256, {
    description: "The digest of a policy, as published hours and scores name it.",
    allowed: "64 hexadecimal digits, lower case",
    example: "6f19b3620b5cd5ad0333c89e44530568f4e6e2fabe3eca009d748b1b2f55ec97",
  }),
});

/** `GET /v1/days/{date}`: the index of one day. */
export const DayPath = z.strictObject({
  date: parameter(Day, {
    description: "A day of UTC.",
    allowed: "a date as RFC 3339, for example 2026-01-09",
    example: "2026-01-09",
  }),
});

/** `GET /v1/registry/{version}`: one version of the registry, for ever. */
export const RegistryPath = z.strictObject({
  version: parameter(
    z
      .string()
      .regex(/^[1-9]\d{0,8}$/)
      .transform(Number),
    {
      description: "A version of the registry, as published hours name it.",
      allowed: "a whole number from 1",
      example: "1",
    },
  ),
});

/** `GET /v1/scores/lists/{digest}`: one list of scores. */
export const ScoresListPath = z.strictObject({
  digest: parameter(Sha256, {
    description: "The digest of a list, as `/v1/scores` names it.",
    allowed: "64 hexadecimal digits, lower case",
    example: "6f19b3620b5cd5ad0333c89e44530568f4e6e2fabe3eca009d748b1b2f55ec97",
  }),
});

/** `GET /v1/scores/{digest}`: one pack of scores. */
export const ScoresPackPath = z.strictObject({
  digest: parameter(Sha256, {
    description: "The digest of a pack, as `/v1/scores` names it.",
    allowed: "64 hexadecimal digits, lower case",
    example: "6f19b3620b5cd5ad0333c89e44530568f4e6e2fabe3eca009d748b1b2f55ec97",
  }),
});
